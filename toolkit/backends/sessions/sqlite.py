"""The sessions of SQLite: processes that have the file open, and a lock of the operating system beside it."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
import time
import weakref
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from toolkit.backends.sessions.base import Hold, Session, Wait
from toolkit.backends.sql.values import Name

BUSY_TIMEOUT = "tk busy timeout"
"""Under which a connection keeps the one that it came with, in milliseconds."""
_SUFFIX = "-tk-lock"
"""Never the database file itself: https://www.sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_."""
_OF_THE_DATABASE = ("", "-journal", "-wal", "-shm")
_TRIES = 5
_PAUSE = 0.01
"""Whoever asks for the holder has the lock for a moment."""
_LONGEST_LINE = 500
_BUSY = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


class SQLiteSessions:
    """SQLite has no server, so nothing tells its sessions but the operating system."""

    def id(self, connection: Connection) -> str:
        """Sessions have none."""
        return ""

    def known_id(self, driver: Any) -> str | None:
        """Sessions have no names here."""
        return None

    def call_itself(self, connection: Connection, program: str) -> None:
        """Nobody would see it."""

    def hold(self, connection: Connection, key: str, holder: str) -> Hold | None:
        """One for the whole file, whatever the key. It ends with the process, not with a child that was forked."""
        path = _lock_path(connection)
        return _Nothing() if path is None else _hold(path, holder)

    def holder(self, connection: Connection, key: str) -> Session | None:
        """The process that has the lock, as it wrote it down."""
        path = _lock_path(connection)
        try:
            descriptor = None if path is None else os.open(path, os.O_RDONLY)
        except OSError:
            return None
        if descriptor is None:
            return None
        try:
            return None if _lock(descriptor, shared=True) is not False else _written(descriptor)
        finally:
            os.close(descriptor)

    def local_only(self, connection: Connection) -> str | None:
        """Whether a network file system keeps locks between its clients cannot be known."""
        return None

    def limit_waits(self, connection: Connection, seconds: float) -> None:
        """A COMMIT waits no longer either. How long it waited before is noted: the application waits as long."""
        if BUSY_TIMEOUT not in connection.info:
            connection.info[BUSY_TIMEOUT] = int(connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one())
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {min(int(seconds * 1000), 2**31 - 1)}")

    def only_read(self, connection: Connection, seconds: float, *, patience: float) -> None:
        """How long a question may take is not limited: it keeps nobody waiting in WAL mode, and files are small."""
        self.limit_waits(connection, patience)
        connection.exec_driver_sql("PRAGMA query_only = 1")

    def waited(self, error: BaseException) -> Wait | None:
        """Only what says so itself is a victim.

        A transaction that read before it wrote may be refused at once, to avoid a deadlock, and the error is the same
        as after a wait: https://www.sqlite.org/c3ref/busy_handler.html. One that begins as IMMEDIATE never is.
        """
        cause = getattr(error, "orig", None) or error
        code = getattr(cause, "sqlite_errorcode", None)
        if code is None:
            texts = ("database is locked", "database table is locked", "database schema is locked")
            return Wait.TIMED_OUT if any(text in str(cause) for text in texts) else None
        if code == sqlite3.SQLITE_BUSY_SNAPSHOT or "deadlocked" in str(cause):
            return Wait.VICTIM
        # SQLITE_LOCKED alone is a conflict of this connection with itself: no waiting helps.
        is_busy = code & 0xFF == sqlite3.SQLITE_BUSY or code == sqlite3.SQLITE_LOCKED_SHAREDCACHE
        return Wait.TIMED_OUT if is_busy else None

    def blockers(self, connection: Connection, names: Collection[Name]) -> tuple[Session, ...]:
        """On Linux the other processes that have the file open, as far as this user may look."""
        file = _file(connection)
        return () if file is None else tuple(_others_with(file))

    def end(self, connection: Connection, session: str) -> bool:
        """The process of another program is not ours to end."""
        return False

    def is_there(self, connection: Connection, session: str) -> bool:
        """Sessions have no id to ask by."""
        return False


class _Nothing:
    """Where there is nobody to keep out, or no place for a lock."""

    def release(self) -> None:
        """Nothing to let go."""


class _Held:
    """A file that is open and locked."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor: int | None = descriptor
        if sys.platform != "win32":
            itself = weakref.ref(self)
            os.register_at_fork(after_in_child=lambda: _forget(itself()))

    def release(self) -> None:
        """Remove the file while it is locked: who opened it meanwhile sees that it is gone, and opens another."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None:
            return
        if sys.platform == "win32":
            # It can be removed only when nobody has it open, and then nobody can have locked it.
            os.close(descriptor)
            with suppress(OSError):
                self._path.unlink()
        else:
            with suppress(OSError):
                if _is_at(self._path, descriptor):
                    self._path.unlink()
            os.close(descriptor)

    def forget(self) -> None:
        """In a forked child: the lock is the parent's, and must not outlive it."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


def _forget(held: _Held | None) -> None:
    if held is not None:
        held.forget()


def _file(connection: Connection) -> Path | None:
    """The file of the main database; None if it is in memory."""
    name = connection.exec_driver_sql("SELECT file FROM pragma_database_list WHERE name = 'main'").scalar()
    path = Path(os.path.realpath(name)) if name else None
    return path if path is not None and path.is_file() else None


def _lock_path(connection: Connection) -> Path | None:
    """None too where nobody writes: what is only read needs no lock."""
    file = _file(connection)
    if file is None or _is_read_only(connection) or not os.access(file, os.W_OK):
        return None
    return file.with_name(file.name + _SUFFIX)


def _is_read_only(connection: Connection) -> bool:
    """https://www.sqlite.org/uri.html#recognized_query_parameters."""
    url = connection.engine.url
    told = {*(url.database or "").partition("?")[2].split("&")}
    told |= {f"{name}={value}" for name, value in url.query.items()}
    return not told.isdisjoint({"mode=ro", "immutable=1", "immutable=true", "immutable=on", "immutable=yes"})


def _hold(path: Path, holder: str) -> Hold | None:
    refused = 0
    while refused < _TRIES:
        descriptor = _opened(path)
        if descriptor is None:
            return _Nothing()
        locked = _lock(descriptor, shared=False)
        if locked and _is_at(path, descriptor):
            _write(descriptor, holder)
            return _Held(path, descriptor)
        os.close(descriptor)
        if locked is None:
            return _Nothing()
        if not locked:
            refused += 1
            time.sleep(_PAUSE)
    return None


def _opened(path: Path) -> int | None:
    """The descriptor; None where there can be no such file. A lock needs no right to write what another user made."""
    for flags in (os.O_RDWR | os.O_CREAT, os.O_RDONLY):
        with suppress(OSError):
            return os.open(path, flags, 0o666)
    return None


def _is_at(path: Path, descriptor: int) -> bool:
    """Whether the path leads to this open file, and not to one that was made after it was removed."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except OSError:
        return False


def _lock(descriptor: int, *, shared: bool) -> bool | None:
    """False where another one has it; None where the file system has no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt

            # Bytes that are locked cannot be read there, so it is one that is never written.
            os.lseek(descriptor, 2**30, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            os.lseek(descriptor, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError as error:
        return False if error.errno in _BUSY else None
    return True


def _write(descriptor: int, holder: str) -> None:
    line = " ".join(holder.split())[:_LONGEST_LINE]
    # For people, so it is no harm where it cannot be written.
    with suppress(OSError):
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{line}\n{os.getpid()}\n".encode())


def _written(descriptor: int) -> Session:
    os.lseek(descriptor, 0, os.SEEK_SET)
    line, _, pid = os.read(descriptor, 4 * _LONGEST_LINE).decode(errors="replace").partition("\n")
    return Session(id=pid.strip(), program=line or None)


def _others_with(file: Path) -> Iterator[Session]:
    """The processes, by what Linux shows of their open files."""
    names = {file.name + suffix for suffix in _OF_THE_DATABASE}
    for process in sorted(Path("/proc").glob("[0-9]*")):
        if process.name == str(os.getpid()):
            continue
        # It may end while it is looked at, or be another user's.
        with suppress(OSError):
            if any(_is_one_of(opened, file, names) for opened in (process / "fd").iterdir()):
                yield Session(id=process.name, program=(process / "comm").read_text().strip())


def _is_one_of(opened: Path, file: Path, names: Collection[str]) -> bool:
    # By its name first: to look at a file may take for ever where a network is in between.
    with suppress(OSError):
        name = opened.readlink().name
        return name in names and opened.samefile(file.with_name(name))
    return False
