"""MySQL's programs and every library they need, unpacked from Debian's unstable suite into the cache.

They are built against newer libraries than a stable Debian has, so they run by the dynamic loader
that was unpacked with them. Nothing is configured or mounted and nobody changes root: unpacking is
all that a server in the foreground needs, and it works in any container.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.servers import debian
from tests.servers.cache import cache_directory
from tests.servers.errors import ServerAbsent
from tests.servers.programs import require_program, run_aloud

SUITE = "sid"
PACKAGE = "mysql-server-core"


def is_built() -> bool:
    return (_location() / "usr/sbin/mysqld").is_file()


def server_command() -> list[str]:
    """The server by its own loader, up to the options."""
    return _server_in(_location())


def build() -> None:
    """Built aside and moved into place whole; the caller holds the lock of the cache."""
    location = _location()
    for abandoned in location.parent.glob(f"{location.name}.*"):
        shutil.rmtree(abandoned)
    workplace = Path(tempfile.mkdtemp(prefix=f"{location.name}.", dir=location.parent))
    try:
        root = workplace / "root"
        root.mkdir()
        _unpack(_download(workplace / "packages"), root)
        _prove(root)
        # What is there without a server in it was damaged since.
        shutil.rmtree(location, ignore_errors=True)
        root.rename(location)
    finally:
        shutil.rmtree(workplace)


def _location() -> Path:
    return cache_directory() / "mysql"


def _download(directory: Path) -> list[Path]:
    debootstrap = require_program("debootstrap")
    run_aloud(
        [
            *(debootstrap, "--download-only", "--variant=minbase", f"--include={PACKAGE}"),
            *(SUITE, str(directory), debian.archive_mirror()),
        ],
    )
    return sorted((directory / "var/cache/apt/archives").glob("*.deb"))


def _unpack(packages: list[Path], root: Path) -> None:
    # base-files holds the links from /lib to /usr/lib that everything else is unpacked through.
    for package in sorted(packages, key=lambda path: not path.name.startswith("base-files_")):
        run_aloud(["dpkg-deb", "--extract", str(package), str(root)])


def _prove(root: Path) -> None:
    answer = subprocess.run([*_server_in(root), "--version"], capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        raise ServerAbsent(f"The unpacked MySQL does not run: {answer.stderr.strip()}")


def _server_in(root: Path) -> list[str]:
    loader, *_ = [*root.glob("usr/lib/*/ld-linux*.so.*"), *root.glob("usr/lib*/ld-linux*.so.*"), Path("ld.so")]
    libraries = [*root.glob("usr/lib/*-linux-gnu*"), root / "usr/lib/mysql/private"]
    return [
        str(loader),
        "--library-path",
        ":".join(map(str, libraries)),
        str(root / "usr/sbin/mysqld"),
        "--no-defaults",
        f"--basedir={root / 'usr'}",
    ]
