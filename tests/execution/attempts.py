"""A revision's statements on their way, as the executor lets them pass, without a project around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from tests.projects.opened import Heard
from tests.servers.database import Database
from toolkit.backends.sessions.register import sessions_of
from toolkit.backends.trash.register import trash_of
from toolkit.execution.exchange import entries_by_id
from toolkit.execution.gate import Gate, commits, rollbacks
from toolkit.execution.journal.journal import Journal
from toolkit.execution.journal.records import Record
from toolkit.execution.journal.trashed import load_trash
from toolkit.execution.passing import UNPREPARED
from toolkit.execution.patience import Patience
from toolkit.execution.replay import Replay
from toolkit.execution.sender import Sender
from toolkit.execution.trash import Keeper

RUN = "0123456789abcdef"


class Died(BaseException):
    """The process is gone: nothing of it may handle this."""


@dataclass(kw_only=True)
class Attempt:
    """One attempt at a revision."""

    connection: sa.Connection
    sender: Sender
    heard: Heard
    sent: list[str] = field(default_factory=list)
    """What the server was sent, statements of tk's own too; not what the journal answered."""
    _deaths: dict[str, str] = field(default_factory=dict)

    def run(self, *statements: str) -> None:
        for statement in statements:
            self.connection.exec_driver_sql(statement, execution_options=UNPREPARED)

    def scalar(self, query: str) -> Any:
        return self.connection.exec_driver_sql(query, execution_options=UNPREPARED).scalar()

    def dies(self, moment: str, beginning: str) -> None:
        """Before or after the server has a statement of this beginning, or within it: what was open is committed."""
        self._deaths[beginning] = moment

    def pass_on(self, sql: str, send: Callable[[], Any]) -> Any:
        moment = next((moment for beginning, moment in self._deaths.items() if sql.startswith(beginning)), None)
        if moment == "within":
            self.connection.connection.driver_connection.commit()
        if moment in ("before", "within"):
            raise Died
        self.sent.append(sql)
        answer = send()
        if moment == "after":
            raise Died
        return answer


def engine_at(database: Database, **options: Any) -> sa.Engine:
    return sa.create_engine(database.url, poolclass=sa.NullPool, **options)


@contextmanager
def attempt(
    database: Database,
    revision: str = "aa11",
    direction: str = "upgrade",
    *,
    run: str = RUN,
    autocommit: bool = False,
) -> Iterator[Attempt]:
    """Let the statements of the block pass as those of a revision, after what the journal has of it."""
    engine = engine_at(database)
    with engine.connect() as connection:
        sender = _sender(connection, database.backend, run, heard := Heard())
        records = sender.journal.records(connection, run).get(revision, [])
        connection.commit()
        if autocommit:
            connection.execution_options(isolation_level="AUTOCOMMIT")
        attempted = Attempt(connection=connection, sender=sender, heard=heard)
        with _passing(sender, Gate(heard.append, sender.send), revision), _driven(attempted):
            sender.enter(Replay(revision, records), direction)
            yield attempted


def journal_of(database: Database, run: str = RUN) -> dict[str, list[Record]]:
    """What the journal has of the run, by revision."""
    with engine_at(database).connect() as connection:
        return Journal(None, "alembic_version").records(connection, run)


def rows_of(database: Database, query: str) -> list[tuple[Any, ...]]:
    with engine_at(database).connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(query, execution_options=UNPREPARED)]


def run_on(database: Database, *statements: str) -> None:
    """Without tk, and committed."""
    with engine_at(database).begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def _sender(connection: sa.Connection, backend: str, run: str, heard: Heard) -> Sender:
    journal, sessions, trash = Journal(None, "alembic_version"), sessions_of(backend), trash_of(backend)
    assert sessions is not None
    assert trash is not None
    journal.make(connection)
    entries = dict(entries_by_id(load_trash(connection, journal.tables)))
    connection.commit()
    patience = Patience(timeout=1, total=5, kill_idle_after=None, pause=lambda seconds: None, tell=heard.append)
    return Sender(
        journal=journal,
        run=run,
        sessions=sessions,
        keeper=Keeper(trash=trash, entries=entries),
        patience=patience,
        tell=heard.append,
        backend=backend,
    )


@contextmanager
def _passing(sender: Sender, gate: Gate, revision: str) -> Iterator[None]:
    def commit(connection: sa.Connection) -> None:
        with gate.own():
            sender.flush(connection)

    with (
        gate.open(),
        commits(commit),
        rollbacks(lambda connection: sender.undo()),
        gate.running(revision),
    ):
        yield


@contextmanager
def _driven(attempted: Attempt) -> Iterator[None]:
    """Between tk and the driver."""
    dialect = attempted.connection.dialect
    originals = {name: getattr(dialect, name) for name in ("do_execute", "do_execute_no_params", "do_executemany")}

    def watched(original: Any) -> Any:
        return lambda cursor, sql, *rest: attempted.pass_on(sql, lambda: original(cursor, sql, *rest))

    for name, original in originals.items():
        setattr(dialect, name, watched(original))
    try:
        yield
    finally:
        for name in originals:
            delattr(dialect, name)
