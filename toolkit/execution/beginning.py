"""How a run begins: env.py has configured Alembic, and nothing has run yet."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

from alembic.runtime.migration import MigrationContext
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from toolkit.backends.capacity.register import capacity_of
from toolkit.backends.register import backend_of
from toolkit.backends.sessions.base import Hold, Sessions
from toolkit.backends.sessions.register import sessions_of
from toolkit.backends.trash.register import trash_of
from toolkit.events import Listener
from toolkit.execution.exchange import entries_by_id
from toolkit.execution.intention import Intention
from toolkit.execution.journal.journal import Journal
from toolkit.execution.journal.records import OpenRun
from toolkit.execution.journal.trashed import load_trash
from toolkit.execution.opened import Opened
from toolkit.execution.patience import Patience, is_wait
from toolkit.execution.run import Run
from toolkit.execution.sender import Sender
from toolkit.execution.stopping import Stopping
from toolkit.execution.trash import Keeper
from toolkit.execution.turn import Turn, is_dead_here, this_runner
from toolkit.execution.watchdog import Watchdog


def begin(
    context: MigrationContext,
    intention: Intention,
    stopping: Stopping,
    opened: Opened,
    tell: Listener,
    ended: Counter[str] | None = None,
) -> Run | None:
    """Take the turn on the database, and choose the steps; None on a backend that tk knows nothing of.

    ``ended`` counts by text the statements that the watchdog ended in earlier attempts.
    """
    connection = context.connection
    assert connection is not None
    backend = backend_of(connection.dialect).name
    sessions = sessions_of(backend)
    if sessions is None:
        return None
    return _Beginning(
        context=context,
        connection=connection,
        backend=backend,
        sessions=sessions,
        journal=Journal(context.version_table_schema, context.version_table),
        intention=intention,
        stopping=stopping,
        opened=opened,
        tell=tell,
        ended=Counter() if ended is None else ended,
    ).run()


@dataclass(frozen=True, kw_only=True)
class _Beginning:
    """What is at hand before there is a run."""

    context: MigrationContext
    connection: Connection
    backend: str
    sessions: Sessions
    journal: Journal
    intention: Intention
    stopping: Stopping
    opened: Opened
    tell: Listener
    ended: Counter[str]

    def run(self) -> Run:
        was_in_transaction = self.connection.in_transaction()
        self.sessions.call_itself(self.connection, f"tk {self.intention.command} {this_runner()}"[:63])
        hold = self._turn().take(self.connection, self._read_open)
        try:
            run = self._begun(hold, self._patience(), is_alone=not was_in_transaction)
        except BaseException:
            with suppress(Exception):  # what was raised first is told
                hold.release()
            raise
        run.patience.watchdog = self._watchdog() if run.is_journalled else None
        if not was_in_transaction and self.connection.in_transaction():
            self.connection.commit()
        run.sender = self._sender(run) if run.is_journalled else None
        return run

    def _watchdog(self) -> Watchdog | None:
        capacity = capacity_of(self.backend)
        if self.intention.watch is None or capacity is None:
            return None
        session = self.sessions.id(self.connection)
        # Behind a pooler the next transaction, and the application's, may have that session.
        if not session or self.sessions.local_only(self.connection) is not None:
            return None
        return Watchdog(self.connection.engine, capacity, session, self.intention.watch, self.ended)

    def _turn(self) -> Turn:
        schema = self.context.version_table_schema
        return Turn(
            sessions=self.sessions,
            key=f"{schema or ''}.{self.context.version_table}",
            schema=schema,
            seconds=self.intention.wait,
            pause=self.stopping.wait,
            tell=self.tell,
        )

    def _begun(self, hold: Hold, patience: Patience, *, is_alone: bool) -> Run:
        """Look, and write that it begins. On SQLite the application may hold the one lock that there is."""
        while True:
            try:
                run = self._run(hold, patience)
                run.choose_steps()
                run.start()
                if is_alone and self.connection.in_transaction():
                    # On SQLite the commit is what waits for readers.
                    self.connection.commit()
            except DBAPIError as error:
                if not is_alone or is_wait(self.sessions, error) is None:
                    raise
                self.connection.rollback()
                if not patience.wait(self.connection, self.sessions, error.statement or "COMMIT", ()):
                    raise
            else:
                patience.succeeded()
                return run

    def _run(self, hold: Hold, patience: Patience) -> Run:
        patience.prepare(self.connection, self.sessions)
        there = self.journal.is_there(self.connection)
        open_run = self.journal.open_run(self.connection) if there else None
        self._end_dead(open_run)
        return Run(
            context=self.context,
            connection=self.connection,
            intention=self.intention,
            sessions=self.sessions,
            journal=self.journal,
            has_journal=there,
            hold=hold,
            open=open_run,
            records=self.journal.records(self.connection, open_run.id) if open_run else {},
            keeper=self._keeper(has_journal=there),
            patience=patience,
            stopping=self.stopping,
            tell=self.tell,
        )

    def _patience(self) -> Patience:
        return Patience(
            timeout=self.intention.lock_timeout,
            total=self.intention.lock_retry,
            kill_idle_after=self.intention.kill_idle_after,
            pause=self.stopping.wait,
            tell=self.tell,
            own_sessions=lambda: self.opened.ids(self.sessions),
            lookers=lambda: self.opened.lookers(self.sessions),
            instant=self.intention.instant,
        )

    def _keeper(self, *, has_journal: bool) -> Keeper | None:
        trash = trash_of(self.backend)
        if trash is None:
            return None
        entries = load_trash(self.connection, self.journal.tables) if has_journal else []
        return Keeper(
            trash=trash,
            entries=dict(entries_by_id(entries)),
            keeps=self.intention.no_trash is None,
            naming=trash.naming(self.connection),
            follows=True,
        )

    def _sender(self, run: Run) -> Sender:
        return Sender(
            journal=self.journal,
            run=run.id,
            sessions=self.sessions,
            keeper=run.keeper,
            patience=run.patience,
            tell=self.tell,
            backend=self.backend,
            clauses=self.intention.clauses,
            works=self.intention.works,
        )

    def _read_open(self) -> OpenRun | None:
        """Another one's run, as far as it can be seen while that one is at work."""
        with suppress(SQLAlchemyError):
            return self.journal.open_run(self.connection) if self.journal.is_there(self.connection) else None
        return None

    def _end_dead(self, run: OpenRun | None) -> None:
        """What a dead run sent may still wait in the server, and be carried out later: MySQL does that."""
        if run is None or not run.session or run.session == self.sessions.id(self.connection):
            return
        if is_dead_here(run.process) and self.sessions.is_there(self.connection, run.session):
            self.sessions.end(self.connection, run.session)
