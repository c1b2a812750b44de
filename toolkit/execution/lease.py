"""A lock of a run that is a row, for where a server's own locks do not keep everybody out.

Each step is a transaction of its own that changes the row as it was seen, or nothing. So it is right behind a pooler
that gives each transaction another session, and on a cluster whose nodes find out at COMMIT that two of them changed
the same row. Whoever holds it beats; one that has not been beaten for a while may be taken by others.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table, delete, insert, inspect, select, update
from sqlalchemy.engine import Connection, Engine, Row
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.schema import CreateTable

from toolkit.backends.register import backend_of
from toolkit.backends.sessions.base import Session, Wait
from toolkit.backends.sessions.leases import ServerSeconds, lease_table
from toolkit.backends.sessions.register import sessions_of
from toolkit.execution.apart import apart

_RELEASE_SECONDS = 10


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How often a lease is beaten, and how old a beat may be until others may take the lease, in seconds."""

    beat: float = 10
    expiry: float = 60


PACE = Pace()


class Lease:
    """A lease that is held. A thread of its own beats it, until it is released or the process ends."""

    def __init__(self, claim: _Claim, pace: Pace) -> None:
        self._claim = claim
        self._pace = pace
        self._released = threading.Event()
        self._is_gone = False
        self._beaten = _seconds()
        self._thread: threading.Thread | None = None

    @property
    def lost(self) -> bool:
        """Whether another one has it, or may have it by now: then not one more statement is to be sent."""
        return self._is_gone or _seconds() - self._beaten > self._pace.expiry - self._pace.beat

    def release(self) -> None:
        """Let the next one have it, if it is still ours. Where the server does not answer, it grows old."""
        self._released.set()
        if self._thread is not None:
            self._thread.join(_RELEASE_SECONDS)

    def begin(self, engine: Engine) -> bool:
        """Take it, or not, and beat it from then on."""
        taken: Future[bool] = Future()

        def live(connection: Connection) -> None:
            taken.set_result(self._take(connection))
            if taken.result():
                self._live(connection)

        def run() -> None:
            try:
                apart(engine, live)
            except BaseException as error:
                # After it was taken there is nobody to tell, and nothing was beaten: `lost` says so.
                if not taken.done():
                    taken.set_exception(error)

        self._thread = threading.Thread(target=run, name="tk lease", daemon=True)
        self._thread.start()
        try:
            return taken.result()
        except BaseException:
            self._released.set()
            raise

    def _take(self, connection: Connection) -> bool:
        self._claim.make_table(connection)
        self._beaten = _seconds()
        found = self._claim.read(connection)
        if found is None:
            return self._claim.insert(connection)
        if found.age <= self._pace.expiry:
            return False
        # The nodes of a cluster have a clock each. Whoever is alive beats meanwhile, whatever these say.
        if self._released.wait(2 * self._pace.beat):
            return False
        self._beaten = _seconds()
        return self._claim.take_over(connection, found)

    def _live(self, connection: Connection) -> None:
        while not self._released.wait(self._pace.beat):
            if self._beat(connection) is False:
                self._is_gone = True
                return
        with suppress(Exception):
            self._claim.delete(connection)

    def _beat(self, connection: Connection) -> bool | None:
        """Whether it is still ours; None if the server did not say."""
        for _attempt in range(2):
            sent = _seconds()
            try:
                is_ours = self._claim.beat(connection)
            except Exception:
                # A pooler may have taken away what a session had prepared, a server the session: begin anew.
                with suppress(Exception):
                    connection.invalidate()
                continue
            if is_ours:
                self._beaten = sent
            return is_ours
        return None


def take_lease(engine: Engine, schema: str | None, key: str, holder: str, pace: Pace = PACE) -> Lease | None:
    """The lease called ``key``, or None where another one has it.

    Over a connection of its own, made as ``engine`` makes them; its table is made where it is missing. The lease of a
    process that died is taken when it has expired, after a while in which it would have been beaten.
    """
    claim = _Claim(table=lease_table(schema), key=_row_key(key), holder=holder[:255])
    lease = Lease(claim, pace)
    return lease if lease.begin(engine) else None


def lease_holder(engine: Engine, schema: str | None, key: str, pace: Pace = PACE) -> Session | None:
    """Who has that lease; None if nobody."""
    claim = _Claim(table=lease_table(schema), key=_row_key(key), holder="")

    def read(connection: Connection) -> Row[Any] | None:
        return claim.read(connection) if claim.has_table(connection) else None

    with ThreadPoolExecutor(max_workers=1) as thread:
        found = thread.submit(apart, engine, read).result()
    if found is None or found.age > pace.expiry:
        return None
    return Session(id="", program=found.holder, seconds=float(found.seconds))


@dataclass(frozen=True, kw_only=True)
class _Claim:
    """The steps of one who wants the lease or has it, a transaction each."""

    table: Table
    key: str
    holder: str
    token: str = field(default_factory=lambda: secrets.token_hex(16))

    def has_table(self, connection: Connection) -> bool:
        with connection.begin():
            return inspect(connection).has_table(self.table.name, schema=self.table.schema)

    def make_table(self, connection: Connection) -> None:
        if self.has_table(connection):
            return
        try:
            with connection.begin():
                connection.execute(CreateTable(self.table, if_not_exists=True))
        except DBAPIError:
            # Two that do so at the same moment may collide in spite of IF NOT EXISTS.
            if not self.has_table(connection):
                raise

    def read(self, connection: Connection) -> Row[Any] | None:
        row, now = self.table.c, ServerSeconds()
        age, seconds = (now - row.beat).label("age"), (now - row.taken_at).label("seconds")
        with connection.begin():
            return connection.execute(
                select(row.holder, row.token, row.beat, age, seconds).where(row.key == self.key)
            ).first()

    def insert(self, connection: Connection) -> bool:
        ours = insert(self.table).values(key=self.key, **self._ours())
        # Not every driver counts rows here: without an error it is one.
        return _is_won(connection, lambda: bool(connection.execute(ours)))

    def take_over(self, connection: Connection, seen: Row[Any]) -> bool:
        row = self.table.c
        as_seen = (row.key == self.key, row.token == seen.token, row.beat == seen.beat)
        ours = update(self.table).where(*as_seen).values(self._ours())
        return _is_won(connection, lambda: connection.execute(ours).rowcount == 1)

    def beat(self, connection: Connection) -> bool:
        beaten = update(self.table).where(*self._is_ours()).values(beat=ServerSeconds())
        with connection.begin():
            if connection.execute(beaten).rowcount:
                return True
            # Some drivers can be told to count the rows that changed, and within a second this one does not.
            return connection.scalar(select(self.table.c.token).where(self.table.c.key == self.key)) == self.token

    def delete(self, connection: Connection) -> None:
        with connection.begin():
            connection.execute(delete(self.table).where(*self._is_ours()))

    def _ours(self) -> dict[str, Any]:
        now = ServerSeconds()
        return {"holder": self.holder, "token": self.token, "taken_at": now, "beat": now}

    def _is_ours(self) -> tuple[Any, ...]:
        return self.table.c.key == self.key, self.table.c.token == self.token


def _is_won(connection: Connection, step: Callable[[], bool]) -> bool:
    """Whether the step changed the row, up to COMMIT: there a node of a cluster learns that another one was first."""
    try:
        with connection.begin():
            return step()
    except IntegrityError:
        return False
    except DBAPIError as error:
        sessions = sessions_of(backend_of(connection.dialect).name)
        if sessions is None or sessions.waited(error) is not Wait.VICTIM:
            raise
        return False


def _row_key(key: str) -> str:
    return key if len(key) <= 64 else hashlib.sha256(key.encode()).hexdigest()  # noqa: PLR2004


def _seconds() -> float:
    """Of a clock that also runs while the machine sleeps, where there is one."""
    with suppress(AttributeError):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()
