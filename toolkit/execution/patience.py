"""Short waits for locks: a statement that waits makes everybody else wait behind it, so it gives up and tries again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy.engine import Connection

from toolkit.backends.sessions.base import Session, Sessions, Wait
from toolkit.backends.sql.values import Name
from toolkit.errors import ServerOverloaded
from toolkit.events import BlockerEnded, Listener, LockAwaited, StatementCancelled
from toolkit.execution.watchdog import Watchdog
from toolkit.redaction import redact

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 8.0
_SHOWN = 80
_NEW = 1.0
"""Seconds: a transaction that began later than that held nothing when the watchdog looked."""


@dataclass(kw_only=True)
class Patience:
    """How long a run waits for locks: each time ``timeout`` seconds, all in all ``total``."""

    timeout: float
    total: float
    kill_idle_after: float | None
    """End blockers that idle in a transaction for longer than this many seconds; None for never."""
    pause: Callable[[float], None]
    tell: Listener
    own_sessions: Callable[[], Collection[str]] = field(default=lambda: ())
    """The ids of the sessions that this process has open."""
    lookers: Callable[[], Collection[str]] = field(default=lambda: ())
    """Those of them that only look, and block nobody."""
    watchdog: Watchdog | None = None
    instant: Collection[str] = ()
    """Texts of statements that take no more than a moment."""
    ended_for: str | None = None
    """Why the watchdog ended the statement that failed last, if it did."""
    _began: float | None = None
    _attempt: int = 0

    def prepare(self, connection: Connection, sessions: Sessions) -> None:
        """Let the server end the waits of this session in time."""
        sessions.limit_waits(connection, self.timeout)

    def succeeded(self) -> None:
        """Something was granted: the next wait is a new one."""
        self._began, self._attempt = None, 0

    def wait(
        self,
        connection: Connection | None,
        sessions: Sessions,
        sql: str,
        names: Collection[Name],
        *,
        ended: Patience | None = None,
    ) -> bool:
        """Sleep before the next try. False where the time is up. ``ended``: with which it was sent, if not this one."""
        ended = ended or self
        now = time.monotonic()
        self._began = self._began or now
        self._attempt += 1
        left = self.total - (now - self._began)
        if left <= 0:
            return False
        found = sessions.blockers(connection, names) if connection is not None else ()
        lookers = self.lookers()
        blockers = [session for session in found if session.id not in lookers]
        if ended.ended_for is not None:
            blockers = [session for session in blockers if not ended.let_in(session)]
        pause = min(_pause(self._attempt), left)
        self.tell(
            LockAwaited(
                sql=sql, attempt=self._attempt, pause=pause, blockers=tuple(self._described(who) for who in blockers)
            )
        )
        if connection is not None and self._kill(connection, sessions, blockers):
            return True
        self.pause(pause)
        return True

    def send(
        self,
        connection: Connection,
        sql: str,
        names: Callable[[], Iterable[Name]],
        send: Callable[[], None],
        *,
        sessions: Sessions,
        in_place: bool,
        may_end: bool = True,
    ) -> float:
        """Call ``send`` until its lock is granted; once where waiting would hold other locks meanwhile.

        The seconds that the last call took. ``names`` tells, where it waits, what the statement concerns.
        ``may_end``: whether a part of it does not stay where it is ended.
        """
        while True:
            started = time.perf_counter()
            try:
                self._send_guarded(sql, send, self.watchdog if may_end else None)
            except ServerOverloaded:
                raise
            except Exception as error:
                is_over = self.ended_for is None and is_wait(sessions, error) is not Wait.TIMED_OUT
                if not in_place or is_over:
                    raise
                if not self.wait(connection, sessions, sql, tuple(names())):
                    self.refuse_ended(sql, error)
                    raise
            else:
                self.succeeded()
                return time.perf_counter() - started

    def refuse_ended(self, sql: str, error: BaseException) -> None:
        """Raise ServerOverloaded where what failed last was ended, and nothing is left to try."""
        if self.ended_for is not None:
            raise _overloaded(sql, self.ended_for) from error

    def _send_guarded(self, sql: str, send: Callable[[], None], watchdog: Watchdog | None) -> None:
        self.ended_for = None
        if watchdog is None:
            send()
            return
        try:
            with watchdog.guarding(sql, is_instant=sql in self.instant) as ended:
                send()
        except Exception as error:
            self.ended_for = ended()
            if self.ended_for is not None:
                self.tell(StatementCancelled(sql=sql, reason=self.ended_for))
                if not watchdog.may_go_on(sql):
                    self.refuse_ended(sql, error)
            raise

    def let_in(self, session: Session) -> bool:
        """Whether it has the table since a statement was ended, and did not have it before."""
        waited = self.watchdog is not None and session.id in self.watchdog.waiting
        return waited or (session.seconds is not None and session.seconds < _NEW)

    def _kill(self, connection: Connection, sessions: Sessions, blockers: Collection[Session]) -> bool:
        killed = False
        for blocker in blockers if self.kill_idle_after is not None else ():
            idle = blocker.is_idle_in_transaction and (blocker.seconds or 0) >= (self.kill_idle_after or 0)
            if idle and blocker.id not in self.own_sessions() and sessions.end(connection, blocker.id):
                self.tell(BlockerEnded(blocker=self._described(blocker)))
                killed = True
        return killed

    def _described(self, session: Session) -> str:
        parts = [f"session {session.id}"]
        if session.id in self.own_sessions():
            parts.append("opened by this very process (env.py or a revision holds a second connection)")
        if session.user:
            parts.append(f"{session.user}@{session.host or '?'}")
        if session.program:
            parts.append(session.program)
        if not session.is_certain:
            parts.append("which may be the one: its transactions may not be seen")
        elif session.seconds is not None:
            state = "idle in a transaction" if session.is_idle_in_transaction else "in a transaction"
            parts.append(f"{state} for {session.seconds:.0f} s")
        if session.query:
            parts.append(" ".join(session.query.split())[:_SHOWN])
        return ", ".join(parts)


def _overloaded(sql: str, reason: str) -> ServerOverloaded:
    return ServerOverloaded(
        f"The application suffered from a statement each time it was sent: {reason}.",
        where=" ".join(redact(sql).split())[:_SHOWN],
        why="Each time it was ended, so that the application went on.",
        mend="Run the same command when there is less to do, or see with `tk plan` what avoids it.",
    )


def _pause(attempt: int) -> float:
    """Longer each time, and never in step with another one that waits."""
    return float(min(_FIRST_PAUSE * 2 ** (attempt - 1), _LONGEST_PAUSE) * random.uniform(0.75, 1.25))  # noqa: S311  no secret


def is_wait(sessions: Sessions, error: BaseException) -> Wait | None:
    """Whether SQLAlchemy's or a driver's error says that a lock was not granted."""
    return sessions.waited(getattr(error, "orig", None) or error)
