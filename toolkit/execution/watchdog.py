"""Looks at the server while a statement runs, and ends the statement when the application suffers from it."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from sqlalchemy.engine import Connection, Engine

from toolkit.backends.capacity.base import Capacity
from toolkit.capacity import Seat
from toolkit.execution.apart import apart

_SAMPLES = 2
"""One after the other, so that a moment that passes by itself ends nothing."""


@dataclass(frozen=True, kw_only=True)
class Watch:
    """What is borne of a statement, and no more."""

    waiting: int = 20
    """Sessions that wait for locks of others, at most."""
    used: float = 0.95
    """Which part of the connections of the server may be in use while somebody waits for a lock."""
    instant: float = 5.0
    """Seconds after which a statement is ended that should take a moment; its waits for locks are not counted."""
    patience: float = 1.0
    """Seconds that a statement runs before anybody looks."""
    pause: float = 0.5
    """Seconds between two looks."""
    times: int = 5
    """How often a statement is ended before the run stops."""


@dataclass
class _Guarded:
    sql: str
    is_instant: bool
    started: float = field(default_factory=time.monotonic)
    waited_at: float | None = None
    """When it was last seen to wait for a lock."""
    over: int = 0
    """How many looks in a row found it too much."""
    reason: str | None = None
    """Why it was ended; None as long as it was not."""

    def seconds(self) -> float:
        return time.monotonic() - self.started

    def seconds_at_work(self) -> float:
        return time.monotonic() - (self.waited_at or self.started)


class Watchdog:
    """One for each run; its thread lives from the first statement that takes long to the end of the run."""

    def __init__(
        self,
        engine: Engine,
        capacity: Capacity,
        session: str,
        watch: Watch,
        ended: Counter[str] | None = None,
    ) -> None:
        self._engine, self._capacity, self._session, self._watch = engine, capacity, session, watch
        self._lock = threading.Condition()
        self._guarded: _Guarded | None = None
        self._is_over = False
        self._thread: threading.Thread | None = None
        self._ended: Counter[str] = Counter() if ended is None else ended
        """By text, how often a statement was ended, in earlier attempts of the run too."""
        self.waiting: frozenset[str] = frozenset()
        """The ids of the sessions that waited when it last looked: who is let in then held nothing before."""

    @contextmanager
    def guarding(self, sql: str, *, is_instant: bool = False) -> Iterator[Callable[[], str | None]]:
        """Around the sending of one statement; what it yields tells why the statement was ended, if it was."""
        guarded = _Guarded(sql, is_instant)
        with self._lock:
            self._guarded = guarded
            self._begin()
            self._lock.notify()
        try:
            yield lambda: guarded.reason
        finally:
            # Where it is being ended at this moment, the end must not hit the next one.
            with self._lock:
                self._guarded = None

    def may_go_on(self, sql: str) -> bool:
        """Whether a statement that was ended may be tried again."""
        return self._ended[sql] < self._watch.times

    def close(self) -> None:
        """The run is over."""
        with self._lock:
            self._is_over = True
            self._lock.notify()

    def _begin(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._live, name="tk watchdog", daemon=True)
            self._thread.start()

    def _live(self) -> None:
        while self._awaits_long():
            # A server that does not let us in is as full as can be, and nothing can be done from here.
            with suppress(Exception):
                apart(self._engine, self._look)
            time.sleep(self._watch.pause)

    def _awaits_long(self) -> bool:
        """Wait until a statement takes long. False at the end of the run."""
        while True:
            with self._lock:
                if self._is_over:
                    return False
                if self._guarded is None or self._guarded.reason is not None:
                    # One that was ended may take its time to go back to where it began.
                    self._lock.wait()
                    continue
                left = self._watch.patience - self._guarded.seconds()
            if left <= 0:
                return True
            time.sleep(min(left, 0.2))

    def _look(self, connection: Connection) -> None:
        """Until nothing runs any more that was not ended."""
        granted = self._capacity.limits(connection).granted
        connection.rollback()
        while True:
            guarded = self._guarded
            if guarded is None or guarded.reason is not None or self._is_over:
                return
            # The next one may have begun meanwhile.
            if guarded.seconds() >= self._watch.patience:
                reason = self._reason(guarded, self._capacity.seats(connection), granted)
                connection.rollback()
                guarded.over = guarded.over + 1 if reason is not None else 0
                if reason is not None and guarded.over >= _SAMPLES:
                    self._end(connection, guarded, reason)
            time.sleep(self._watch.pause)

    def _reason(self, guarded: _Guarded, seats: Sequence[Seat], granted: int | None) -> str | None:
        own = next((seat for seat in seats if seat.id == self._session), None)
        if own is None or own.is_idle:
            # It is done, or cannot be told from others: then it is not for us to end.
            return None
        if own.is_waiting:
            guarded.waited_at = time.monotonic()
        seconds = guarded.seconds_at_work()
        # A server may serve many databases, and what waits in another one waits for others.
        here = [seat for seat in seats if seat is not own and seat.database in (None, own.database)]
        waiting = sum(seat.is_waiting for seat in here)
        self.waiting = frozenset(seat.id for seat in here if seat.is_waiting)
        if guarded.is_instant and seconds > self._watch.instant:
            return f"it should take a moment, and has run for {seconds:.0f} s"
        if waiting > self._watch.waiting:
            return f"{waiting} sessions wait, and {self._watch.waiting} are borne"
        # The one that looks is not among them. Where nobody waits, it is not the statement that fills the server.
        if waiting and granted is not None and len(seats) + 1 >= self._watch.used * granted:
            return f"{len(seats) + 1} of {granted} connections are in use"
        return None

    def _end(self, connection: Connection, guarded: _Guarded, reason: str) -> None:
        with self._lock:
            if self._guarded is not guarded or not self._capacity.cancel(connection, self._session):
                return
            guarded.reason = reason
            self._ended[guarded.sql] += 1
