"""What MariaDB and MySQL have in common."""

from __future__ import annotations

import os
from pathlib import Path


def account_options() -> list[str]:
    """Both refuse root unless it is named."""
    return ["--user=root"] if os.geteuid() == 0 else []


def serving_options(directory: Path, port: int) -> list[str]:
    """A private instance that does not wait for the disk.

    Each commit still reaches the operating system, so a killed server comes back with everything it
    had promised; only a power cut would lose it. Everything that a migration could notice, sql_mode
    above all, stays as the server ships it.
    """
    return [
        f"--datadir={directory / 'data'}",
        f"--socket={directory / 'socket'}",
        f"--pid-file={directory / 'pid'}",
        f"--port={port}",
        "--bind-address=127.0.0.1",
        "--skip-log-bin",
        "--innodb-flush-log-at-trx-commit=2",
        "--innodb-flush-method=nosync",
    ]


def root_url(port: int) -> str:
    """Users write mysql+pymysql for MariaDB too."""
    return f"mysql+pymysql://root@127.0.0.1:{port}"
