"""Short waits for locks: a statement that waits makes everybody else wait behind it, so it gives up and tries again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy.engine import Connection

from toolkit.backends.sessions.base import Session, Sessions, Wait
from toolkit.backends.sql.values import Name
from toolkit.events import BlockerEnded, Listener, LockAwaited

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 8.0
_SHOWN = 80


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
    _began: float | None = None
    _attempt: int = 0

    def prepare(self, connection: Connection, sessions: Sessions) -> None:
        """Let the server end the waits of this session in time."""
        sessions.limit_waits(connection, self.timeout)

    def succeeded(self) -> None:
        """Something was granted: the next wait is a new one."""
        self._began, self._attempt = None, 0

    def wait(self, connection: Connection | None, sessions: Sessions, sql: str, names: Collection[Name]) -> bool:
        """Sleep before the next try. False where the time is up."""
        now = time.monotonic()
        self._began = self._began or now
        self._attempt += 1
        left = self.total - (now - self._began)
        if left <= 0:
            return False
        blockers = sessions.blockers(connection, names) if connection is not None else ()
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
        names: Iterable[Name],
        send: Callable[[], None],
        *,
        sessions: Sessions,
        in_place: bool,
    ) -> None:
        """Call ``send`` until its lock is granted; once where waiting would hold other locks meanwhile."""
        while True:
            try:
                send()
            except Exception as error:
                if not in_place or is_wait(sessions, error) is not Wait.TIMED_OUT:
                    raise
                if not self.wait(connection, sessions, sql, tuple(names)):
                    raise
            else:
                self.succeeded()
                return

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
        if session.seconds is not None:
            state = "idle in a transaction" if session.is_idle_in_transaction else "in a transaction"
            parts.append(f"{state} for {session.seconds:.0f} s")
        if session.query:
            parts.append(" ".join(session.query.split())[:_SHOWN])
        return ", ".join(parts)


def _pause(attempt: int) -> float:
    """Longer each time, and never in step with another one that waits."""
    return float(min(_FIRST_PAUSE * 2 ** (attempt - 1), _LONGEST_PAUSE) * random.uniform(0.75, 1.25))  # noqa: S311  no secret


def is_wait(sessions: Sessions, error: BaseException) -> Wait | None:
    """Whether SQLAlchemy's or a driver's error says that a lock was not granted."""
    return sessions.waited(getattr(error, "orig", None) or error)
