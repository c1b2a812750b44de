"""A run ends in the journal when all of it is known to be committed, and gives up its turn in any case."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from sqlalchemy.ext.asyncio import create_async_engine

from tests.backends.sessions.others import sessions_at
from tests.conftest import MakeDatabase
from tests.execution.attempts import engine_at, rows_of, run_on
from tests.execution.histories import begun, configured
from tests.servers.database import Database
from toolkit.execution.account import Account
from toolkit.execution.ending import end_when_closed, is_whole, write_ends
from toolkit.execution.gate import Gate
from toolkit.execution.journal.journal import Journal
from toolkit.execution.journal.records import Worked
from toolkit.execution.run import Run
from toolkit.outcomes import StepOutcome


def step(revision: str) -> StepOutcome:
    return StepOutcome(revision=revision, doc="", direction="upgrade", statements=2, seconds=0.12345)


@contextmanager
def ran(context: MigrationContext, *revisions: str, commits: bool = True) -> Iterator[tuple[Gate, Account, Run]]:
    """A run from base that has executed these, of aa11, ab22 and cc33."""
    with begun(context) as run:
        account = Account(context, ())
        account.steps += [step(revision) for revision in revisions]
        account.note_applied(set(revisions[-1:]))
        if commits:
            account.note_commit(run.connection)
        yield Gate(lambda event: None), account, run


ALL = ("aa11", "ab22", "cc33")


def outcomes(database: Database) -> list[tuple[str, str | None]]:
    return rows_of(database, "SELECT outcome, after FROM tk_runs")  # type: ignore[return-value]


def is_free(database: Database) -> bool:
    with engine_at(database).connect() as connection:
        hold = sessions_at(database).hold(connection, ".alembic_version", "another one")
        if hold is not None:
            hold.release()
        return hold is not None


@pytest.mark.parametrize(
    ("revisions", "commits", "whole"),
    [(ALL, True, True), (ALL, False, False), (ALL[:2], True, False), ((), True, False)],
)
def test_it_is_whole_when_every_step_ran_and_is_committed(
    tmp_path: Path, sqlite: Database, revisions: tuple[str, ...], commits: bool, whole: bool
) -> None:
    with configured(sqlite, tmp_path) as context, ran(context, *revisions, commits=commits) as (_, account, run):
        assert is_whole(account, run) is whole


def test_when_env_py_closes_its_connection_the_end_is_written_and_the_turn_is_free(
    tmp_path: Path, database: Database
) -> None:
    with configured(database, tmp_path) as context, ran(context, *ALL) as (gate, account, run):
        end_when_closed(gate, account, run)
        assert outcomes(database) == [("open", None)]
        run.connection.close()
        assert run.connection.closed
        assert run.is_ended
        assert outcomes(database) == [("finished", '["cc33"]')]
        assert is_free(database)
    ((told,),) = rows_of(database, "SELECT revisions FROM tk_runs")
    assert json.loads(told)[0] == {"revision": "aa11", "direction": "upgrade", "statements": 2, "seconds": 0.123}


@pytest.mark.parametrize("why", ["a step is missing", "a transaction is open", "an error is on its way"])
def test_otherwise_it_stays_open_and_the_turn_is_free_all_the_same(
    tmp_path: Path, postgresql: Database, why: str
) -> None:
    revisions = ALL[:2] if why == "a step is missing" else ALL
    with configured(postgresql, tmp_path) as context, ran(context, *revisions) as (gate, account, run):
        end_when_closed(gate, account, run)
        if why == "a transaction is open":
            run.connection.exec_driver_sql("SELECT 1")
        with suppress(RuntimeError):
            try:
                if why == "an error is on its way":
                    raise RuntimeError
            finally:
                run.connection.close()
        assert not run.is_ended
        assert is_free(postgresql)
    assert outcomes(postgresql) == [("open", None)]


def test_a_connection_that_was_lost_is_closed_without_an_error(tmp_path: Path, postgresql: Database) -> None:
    with configured(postgresql, tmp_path) as context, ran(context, *ALL) as (gate, account, run):
        end_when_closed(gate, account, run)
        session = run.sessions.id(run.connection)
        run.connection.rollback()
        run_on(postgresql, f"SELECT pg_terminate_backend({session})")
        run.connection.close()
        assert run.connection.closed
        assert not run.is_ended


def test_ends_that_are_missing_are_written_over_connections_of_their_own(tmp_path: Path, database: Database) -> None:
    with configured(database, tmp_path) as context, ran(context, *ALL) as (gate, account, run):
        run.connection.close()
        write_ends(gate, [(account, run)])
        assert run.is_ended
    assert outcomes(database) == [("finished", '["cc33"]')]


def test_an_end_is_written_once(tmp_path: Path, sqlite: Database) -> None:
    with configured(sqlite, tmp_path) as context, ran(context, *ALL) as (gate, account, run):
        run.connection.close()
        write_ends(gate, [(account, run)])
        run_on(sqlite, "UPDATE tk_runs SET outcome = 'as it was'")
        write_ends(gate, [(account, run)])
    assert outcomes(sqlite) == [("as it was", '["cc33"]')]


def test_an_end_that_cannot_be_written_is_no_error(tmp_path: Path, sqlite: Database) -> None:
    with configured(sqlite, tmp_path) as context, ran(context, *ALL) as (gate, account, run):
        run_on(sqlite, "DROP TABLE tk_runs")
        write_ends(gate, [(account, run)])
        assert not run.is_ended


def test_an_asynchronous_engine_will_do(tmp_path: Path, postgresql: Database) -> None:
    url = sa.make_url(postgresql.url).set(drivername="postgresql+asyncpg")
    with configured(postgresql, tmp_path) as context, ran(context, *ALL) as (gate, account, run):
        account.engine = create_async_engine(url, poolclass=sa.NullPool).sync_engine
        write_ends(gate, [(account, run)])
    assert outcomes(postgresql) == [("finished", '["cc33"]')]


def test_the_end_is_no_statement_of_a_revision(tmp_path: Path, sqlite: Database) -> None:
    with configured(sqlite, tmp_path) as context, ran(context, *ALL) as (gate, account, run), gate.open():
        end_when_closed(gate, account, run)
        run.connection.close()
        assert run.is_ended
        assert gate.statements == []


class Cut:
    """A hold that takes its session along."""

    def __init__(self, database: Database, connection: sa.Connection) -> None:
        self._database, self._connection = database, connection
        self._session = sessions_at(database).id(connection)

    def release(self) -> None:
        self._connection.exec_driver_sql("SELECT 1")
        with engine_at(self._database).connect() as other:
            sessions_at(self._database).end(other, self._session)


@pytest.mark.parametrize("backend", ["mysql", "mariadb", "postgresql"])
def test_a_connection_that_is_lost_after_the_end_takes_nothing_with_it(
    tmp_path: Path, backend: str, make_database: MakeDatabase
) -> None:
    database = make_database(backend)
    with configured(database, tmp_path) as context, ran(context, *ALL) as (gate, account, run):
        end_when_closed(gate, account, run)
        run.hold = Cut(database, run.connection)  # type: ignore[assignment]
        run.connection.commit()
        run.connection.close()
    assert outcomes(database) == [("finished", '["cc33"]')]


def test_how_long_the_work_took_is_kept_with_its_revision(tmp_path: Path, database: Database) -> None:
    worked = Worked(work="index", algorithm=None, bytes=7, seconds=1.5)
    with configured(database, tmp_path) as context, ran(context, *ALL) as (gate, account, run):
        assert run.sender is not None
        run.sender.worked += [("ab22", worked), ("ab22", worked), ("not one of this run", worked)]
        end_when_closed(gate, account, run)
        run.connection.close()
    with engine_at(database).connect() as connection:
        assert Journal(None, "alembic_version").worked(connection) == [worked, worked]
    ((told,),) = rows_of(database, "SELECT revisions FROM tk_runs")
    assert ["worked" in step for step in json.loads(told)] == [False, True, False]
