"""What SQLite grants: it has no server, so that is what its file and the operating system tell."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Collection, Sequence
from pathlib import Path

from sqlalchemy.engine import Connection

from toolkit.backends.capacity import pages
from toolkit.backends.sessions.sqlite import BUSY_TIMEOUT, SQLiteSessions
from toolkit.backends.sql.values import Name
from toolkit.capacity import Counters, Limits, Replica, Seat, TableSize, TableUse

_PRAGMAS = (
    "auto_vacuum",
    "busy_timeout",
    "foreign_keys",
    "freelist_count",
    "journal_mode",
    "locking_mode",
    "page_count",
    "page_size",
    "synchronous",
    "wal_autocheckpoint",
)


class SQLiteCapacity:
    """Any number of connections, of which one writes."""

    counts_pings = False
    sessions = SQLiteSessions()

    def limits(self, connection: Connection) -> Limits:
        told = {name: str(connection.exec_driver_sql(f"PRAGMA {name}").scalar()) for name in _PRAGMAS}
        told["busy_timeout"] = str(connection.info.get(BUSY_TIMEOUT, told["busy_timeout"]))
        file = _file(connection)
        unseen = []
        if file is not None and sys.platform != "linux":
            unseen.append("Which processes have the file open is told on Linux alone.")
        elif file is not None and os.geteuid() != 0:
            unseen.append("Which processes of other users have the file open, only the administrator may see.")
        return Limits(
            grants_any=True,
            lock_timeout=int(told["busy_timeout"]) / 1000,
            terms=_terms(told["journal_mode"]),
            settings=tuple(sorted((told | _sizes_of(file)).items())),
            unseen=tuple(unseen),
        )

    def seats(self, connection: Connection) -> Sequence[Seat]:
        """The other processes that have the file open: each has one connection at least."""
        return [
            Seat(id=session.id, program=session.program, state="has the file open")
            for session in self.sessions.blockers(connection, ())
        ]

    def in_transaction(self, connection: Connection) -> int | None:
        return None

    def counters(self, connection: Connection) -> Counters:
        return Counters(at=time.monotonic())

    def sizes(self, connection: Connection) -> Sequence[TableSize]:
        return pages.sizes(connection)

    def uses(self, connection: Connection, tables: Collection[Name]) -> Sequence[TableUse] | None:
        return None

    def free_bytes(self, connection: Connection) -> int | None:
        file = _file(connection)
        return None if file is None else shutil.disk_usage(file.parent).free

    def replicas(self, connection: Connection) -> Sequence[Replica]:
        return ()

    def rights_missing(self, connection: Connection, statements: Collection[str]) -> Sequence[str]:
        """There are no privileges to grant."""
        return ()

    def cancel(self, connection: Connection, session: str) -> bool:
        """What another program executes is not ours to end."""
        return False


def _terms(journal: str) -> tuple[tuple[str, str], ...]:
    # https://www.sqlite.org/wal.html#concurrency and https://www.sqlite.org/lockingv3.html#locking
    reads = "go on meanwhile" if journal == "wal" else "wait while it commits, and it waits for them"
    return ("writes", "one connection at a time"), (f"in journal mode {journal} readers", reads)


def _file(connection: Connection) -> Path | None:
    """The file of the main database; None if it is in memory."""
    name = connection.exec_driver_sql("SELECT file FROM pragma_database_list WHERE name = 'main'").scalar()
    return Path(name) if name and Path(name).is_file() else None


def _sizes_of(file: Path | None) -> dict[str, str]:
    if file is None:
        return {}
    beside = {"file bytes": file, "WAL bytes": file.with_name(f"{file.name}-wal")}
    return {name: str(path.stat().st_size) for name, path in beside.items() if path.exists()}
