"""A lock is waited for with no transaction open, and who has it is asked over a connection of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from tests.execution.attempts import engine_at, run_on
from tests.execution.histories import begun, configured
from tests.projects.opened import Heard
from tests.servers.database import Database
from toolkit.events import LockAwaited
from toolkit.execution.anew import wait_anew
from toolkit.execution.patience import Patience

SQL = "ALTER TABLE t ADD COLUMN n INT"


def patience(heard: Heard, pauses: list[float], total: float = 600) -> Patience:
    return Patience(timeout=1, total=total, kill_idle_after=None, pause=pauses.append, tell=heard.append)


def awaited(heard: Heard) -> LockAwaited:
    (event,) = heard.of(LockAwaited)
    assert isinstance(event, LockAwaited)
    return event


@pytest.fixture
def locked(postgresql: Database) -> Database:
    run_on(postgresql, "CREATE TABLE t (id INT)", "CREATE TABLE u (id INT)")
    return postgresql


def test_whoever_has_the_table_is_told_before_it_sleeps(tmp_path: Path, locked: Database) -> None:
    heard, pauses = Heard(), []
    with configured(locked, tmp_path) as context, begun(context) as run, engine_at(locked).connect() as other:
        other.exec_driver_sql("SELECT * FROM t").all()
        assert wait_anew(patience(heard, pauses), run, SQL)
    assert awaited(heard).sql == SQL
    assert "idle in a transaction" in str(awaited(heard).blockers)
    assert pauses == [awaited(heard).pause]


def test_whoever_has_another_table_is_not(tmp_path: Path, locked: Database) -> None:
    heard = Heard()
    with configured(locked, tmp_path) as context, begun(context) as run, engine_at(locked).connect() as other:
        other.exec_driver_sql("SELECT * FROM u").all()
        wait_anew(patience(heard, []), run, SQL)
    assert awaited(heard).blockers == ()


def test_it_needs_nothing_of_the_connection_that_migrated(tmp_path: Path, locked: Database) -> None:
    with configured(locked, tmp_path) as context, begun(context) as run:
        run.connection.close()
        assert wait_anew(patience(Heard(), []), run, SQL)


def test_when_the_time_is_up_it_does_not_sleep(tmp_path: Path, sqlite: Database) -> None:
    pauses: list[float] = []
    waiting = patience(Heard(), pauses, total=1e-9)
    with configured(sqlite, tmp_path) as context, begun(context) as run:
        assert wait_anew(waiting, run, SQL)
        assert not wait_anew(waiting, run, SQL)
    assert len(pauses) == 1


def test_a_server_that_cannot_be_asked_is_waited_for_all_the_same(tmp_path: Path, sqlite: Database) -> None:
    heard, pauses = Heard(), []
    with configured(sqlite, tmp_path) as context, begun(context) as run:
        run.engine = sa.create_engine(f"sqlite:///{tmp_path}/no/such/directory/db")
        assert wait_anew(patience(heard, pauses), run, SQL)
    assert awaited(heard).blockers == ()
    assert len(pauses) == 1


def test_an_asynchronous_engine_will_do(tmp_path: Path, locked: Database) -> None:
    heard = Heard()
    engine = create_async_engine(sa.make_url(locked.url).set(drivername="postgresql+asyncpg"), poolclass=sa.NullPool)
    with configured(locked, tmp_path) as context, begun(context) as run, engine_at(locked).connect() as other:
        run.engine = engine.sync_engine
        other.exec_driver_sql("SELECT * FROM t").all()
        assert wait_anew(patience(heard, []), run, SQL)
    assert len(awaited(heard).blockers) == 1
