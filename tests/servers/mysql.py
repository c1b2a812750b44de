"""MySQL itself, which Debian's stable releases do not have."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from signal import SIGKILL

from tests.servers import debian, innodb, mysql_root
from tests.servers.programs import find_program

# The data directory is thrown away, so a clean shutdown would only cost time.
STOP_SIGNAL = SIGKILL

url = innodb.root_url


def is_installed() -> bool:
    return _native_server() is not None or mysql_root.is_built()


def install() -> None:
    if find_program("debootstrap") is None:
        debian.install_packages("debootstrap")
    mysql_root.build()


def account() -> None:
    return None


def initialise(directory: Path) -> list[str]:
    return [
        *_server(),
        "--initialize-insecure",
        f"--datadir={directory / 'data'}",
        *innodb.account_options(),
    ]


def start(directory: Path, port: int, options: Sequence[str]) -> list[str]:
    return [
        *_server(),
        # The X plugin would listen on a port of its own.
        "--mysqlx=OFF",
        *innodb.serving_options(directory, port),
        *innodb.account_options(),
        *options,
    ]


def _server() -> list[str]:
    native = _native_server()
    program = [native, "--no-defaults"] if native else mysql_root.server_command()
    # The compiled-in directory for files does not exist here, and without it the server refuses to start.
    return [*program, "--secure-file-priv="]


def _native_server() -> str | None:
    """The machine's own mysqld, unless that is MariaDB under its old name."""
    program = find_program("mysqld")
    if program is None:
        return None
    answer = subprocess.run([program, "--no-defaults", "--version"], capture_output=True, text=True, check=False)
    return program if answer.returncode == 0 and "MariaDB" not in answer.stdout else None
