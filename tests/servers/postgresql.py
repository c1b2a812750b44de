"""PostgreSQL, from Debian's package."""

from __future__ import annotations

import os
import pwd
from collections.abc import Sequence
from pathlib import Path
from signal import SIGINT

from tests.servers import debian
from tests.servers.programs import find_program, require_program

# "Fast shutdown": it gives back its shared memory, which a kill would leave behind.
STOP_SIGNAL = SIGINT


def is_installed() -> bool:
    return None not in map(find_program, ("initdb", "postgres"))


def install() -> None:
    debian.install_packages("postgresql")


def account() -> str | None:
    """It refuses root, however it is asked."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def initialise(directory: Path) -> list[str]:
    return [
        require_program("initdb"),
        f"--pgdata={directory / 'data'}",
        "--username=postgres",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]


def start(directory: Path, port: int, options: Sequence[str]) -> list[str]:
    """Without waiting for the disk; see innodb.serving_options for what that can lose."""
    return [
        require_program("postgres"),
        *("-D", str(directory / "data")),
        *("-p", str(port)),
        *("-c", "listen_addresses=127.0.0.1"),
        *("-c", "unix_socket_directories="),
        *("-c", "fsync=off"),
        *("-c", "full_page_writes=off"),
        *options,
    ]


def url(port: int) -> str:
    return f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
