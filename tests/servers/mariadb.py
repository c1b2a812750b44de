"""MariaDB, from Debian's package."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from signal import SIGKILL

from tests.servers import debian, innodb
from tests.servers.programs import find_program, require_program

# The data directory is thrown away, so a clean shutdown would only cost time.
STOP_SIGNAL = SIGKILL

url = innodb.root_url


def is_installed() -> bool:
    # The last is what the second, a script, reads its options with.
    return None not in map(find_program, ("mariadbd", "mariadb-install-db", "my_print_defaults"))


def install() -> None:
    # The core packages have the programs without the service of the full ones.
    debian.install_packages("mariadb-server-core", "mariadb-client-core")


def account() -> None:
    return None


def initialise(directory: Path) -> list[str]:
    return [
        require_program("mariadb-install-db"),
        "--no-defaults",
        f"--datadir={directory / 'data'}",
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        # A bare container may not know its own name, and nobody connects by it.
        "--force",
        *innodb.account_options(),
    ]


def start(directory: Path, port: int, options: Sequence[str]) -> list[str]:
    return [
        require_program("mariadbd"),
        "--no-defaults",
        *innodb.serving_options(directory, port),
        *innodb.account_options(),
        *options,
    ]
