"""One runner at a time: the lock of a run, taken on the connection that migrates."""

from __future__ import annotations

import getpass
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from toolkit.backends.sessions.base import Hold, Session, Sessions
from toolkit.errors import AnotherRunner
from toolkit.events import Listener, TurnAwaited
from toolkit.execution.journal.records import OpenRun
from toolkit.shadow.names import Maker, is_dead, this_run

_POLL = 0.5


@dataclass(frozen=True, kw_only=True)
class Runner:
    """This process, as others are told of it."""

    os_user: str
    host: str
    process: Maker

    def __str__(self) -> str:
        return f"{self.os_user}@{self.host} pid {self.process.pid}"


def this_runner() -> Runner:
    """Who we are."""
    user = "unknown"
    with suppress(OSError, KeyError, ImportError):
        user = getpass.getuser()
    return Runner(os_user=user, host=socket.gethostname(), process=this_run())


def written_process(process: Maker) -> str:
    """A process as the journal keeps it."""
    return f"{process.host} {process.pid} {process.start} {process.made}"


def is_dead_here(written: str) -> bool:
    """Whether the process of ``written_process`` ran on this machine and is gone, for certain."""
    process = _read_process(written)
    return process.host == this_run().host and is_dead(process)


def is_alive_here(written: str) -> bool:
    """Whether it is another process of this machine that still runs: it gave up its turn, and is about to end."""
    process, here = _read_process(written), this_run()
    return process.host == here.host and process.pid != here.pid and not is_dead(process)


def _read_process(written: str) -> Maker:
    host, pid, start, made = written.split(" ")
    return Maker(host=host, pid=int(pid), start=start, made=int(made))


@dataclass(frozen=True, kw_only=True)
class Turn:
    """How to wait for one's turn: at most ``seconds``, asking ``pause`` to sleep."""

    sessions: Sessions
    key: str
    schema: str | None
    seconds: float
    pause: Callable[[float], None]
    tell: Listener

    def take(self, connection: Connection, open_run: Callable[[], OpenRun | None]) -> Hold:
        """The lock, when it is ours. ``open_run`` reads who began the run that holds it. Raises AnotherRunner."""
        holder_text, deadline, told = str(this_runner()), time.monotonic() + self.seconds, False
        is_local_only = self.sessions.local_only(connection) is not None
        while True:
            hold = self._try(connection, holder_text, is_local_only)
            if hold is not None:
                return hold
            session = self._holder(connection, is_local_only)
            run = None if told else open_run()
            if session is not None and run is not None and self._ends(connection, session, run):
                continue
            if not told:
                told = True
                self.tell(TurnAwaited(holder=_described(session, run), seconds=self.seconds))
            if time.monotonic() > deadline:
                raise _another(_described(session, open_run()), self.seconds)
            self._let_go(connection)
            self.pause(_POLL)

    def _try(self, connection: Connection, holder: str, is_local_only: bool) -> Hold | None:
        if is_local_only:
            from toolkit.execution.lease import take_lease

            return take_lease(connection.engine, self.schema, self.key, holder)
        return self.sessions.hold(connection, self.key, holder)

    def _holder(self, connection: Connection, is_local_only: bool) -> Session | None:
        if is_local_only:
            from toolkit.execution.lease import lease_holder

            return lease_holder(connection.engine, self.schema, self.key)
        return self.sessions.holder(connection, self.key)

    def _ends(self, connection: Connection, session: Session, run: OpenRun) -> bool:
        """End what a dead run left: its client is gone, its statement is not."""
        if session.id != run.session or not is_dead_here(run.process):
            return False
        return self.sessions.end(connection, session.id)

    @staticmethod
    def _let_go(connection: Connection) -> None:
        # A transaction that only waits would keep the server from cleaning up.
        if connection.in_transaction():
            connection.rollback()


def _described(session: Session | None, run: OpenRun | None) -> str:
    if run is not None:
        pid = run.process.split(" ")[1]
        return f"{run.os_user}@{run.host} pid {pid}, `tk {run.command} {run.target}` since {run.started}"
    if session is None:
        return "another session"
    parts = [session.program, session.user and f"user {session.user}", session.host and f"from {session.host}"]
    age = [f"since {session.seconds:.0f} s"] if session.seconds is not None else []
    return ", ".join([*filter(None, parts), *age, *([f"session {session.id}"] if session.id else [])])


def _another(holder: str, seconds: float) -> AnotherRunner:
    return AnotherRunner(
        f"Another process migrates this database, and did not finish within {seconds:g} s.",
        why=f"It is {holder}.",
        mend="Wait for it and run the same command again, or wait longer: `--wait SECONDS`. Nothing was changed.",
    )
