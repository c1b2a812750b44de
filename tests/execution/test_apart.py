"""Work beside the run has a connection of its own, made as the run's are, and leaves nothing."""

from __future__ import annotations

import asyncio
import time

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from tests.backends.sessions.others import sessions_at
from tests.conftest import MakeDatabase
from tests.execution.attempts import rows_of
from tests.servers.database import Database
from toolkit.backends.sessions.base import Wait
from toolkit.execution.apart import apart, looking_apart
from toolkit.execution.passing import APART_OPTION
from toolkit.execution.patience import is_wait

LOCKED = {
    "mysql": "LOCK TABLES t WRITE",
    "mariadb": "LOCK TABLES t WRITE",
    "postgresql": "LOCK TABLE t IN ACCESS EXCLUSIVE MODE",
}
ASYNCHRONOUS = {"mysql": "mysql+aiomysql", "mariadb": "mysql+aiomysql", "postgresql": "postgresql+asyncpg"}


@pytest.fixture(params=["mysql", "mariadb", "postgresql"])
def server(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Database:
    return make_database(request.param)


def test_a_pool_that_is_empty_and_a_transaction_that_is_open_are_no_matter(server: Database) -> None:
    engine = sa.create_engine(server.url, pool_size=1, max_overflow=0, pool_timeout=1)
    sessions = sessions_at(server)
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        assert apart(engine, sessions.id) != sessions.id(connection)
        assert engine.pool.checkedout() == 1  # type: ignore[attr-defined]
    engine.dispose()


def test_its_session_is_gone_afterwards_and_what_was_not_committed_too(server: Database) -> None:
    def work(connection: sa.Connection) -> str:
        connection.exec_driver_sql("CREATE TABLE t (id INT)")
        connection.commit()
        connection.exec_driver_sql("INSERT INTO t VALUES (1)")
        return sessions_at(server).id(connection)

    engine = sa.create_engine(server.url)
    session = apart(engine, work)
    assert rows_of(server, "SELECT id FROM t") == []
    with engine.connect() as connection:
        assert not sessions_at(server).is_there(connection, session)
    engine.dispose()


def test_what_env_py_hangs_on_its_engine_is_not_asked_and_its_way_to_connect_is(sqlite: Database) -> None:
    """A password may come from elsewhere than the URL."""
    made, heard = [], []

    def connect() -> object:
        made.append(1)
        return sa.create_engine(sqlite.url).raw_connection().driver_connection

    engine = sa.create_engine("sqlite:///nowhere/at/all.db", creator=connect)
    sa.event.listen(engine, "before_cursor_execute", lambda *_: heard.append(1))
    assert apart(engine, lambda connection: connection.scalar(sa.text("SELECT 7"))) == 7
    assert (made, heard) == ([1], [])


def test_its_statements_can_be_told_from_those_of_the_run(sqlite: Database) -> None:
    engine = sa.create_engine(sqlite.url)
    assert apart(engine, lambda connection: connection.get_execution_options()[APART_OPTION]) is True
    with engine.connect() as connection:
        assert APART_OPTION not in connection.get_execution_options()


def test_what_it_raises_comes_out(sqlite: Database) -> None:
    with pytest.raises(sa.exc.OperationalError, match="nowhere"):
        apart(sa.create_engine(sqlite.url), lambda connection: connection.exec_driver_sql("SELECT * FROM nowhere"))


def test_an_asynchronous_engine_will_do_in_a_thread_beside_its_loop_and_without_one(server: Database) -> None:
    engine = create_async_engine(sa.make_url(server.url).set(drivername=ASYNCHRONOUS[server.backend]))

    def ask(connection: sa.Connection) -> int | None:
        return connection.scalar(sa.text("SELECT 7"))

    async def within() -> int | None:
        async with engine.connect() as connection:
            await connection.execute(sa.text("SELECT 1"))
            found = await asyncio.to_thread(apart, engine.sync_engine, ask)
        await engine.dispose()
        return found

    assert asyncio.run(within()) == 7
    assert apart(engine.sync_engine, ask) == 7


def test_who_looks_changes_nothing_and_keeps_nobody_waiting(database: Database) -> None:
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INT)")

    def work(live: sa.Connection) -> None:
        live.exec_driver_sql("SELECT * FROM t").all()
        # In a transaction that stays open this would wait.
        with engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE t ADD COLUMN more INTEGER")
        live.exec_driver_sql("INSERT INTO t (id) VALUES (1)")

    with pytest.raises(sa.exc.DBAPIError, match=r"(?i)read.?only"):
        looking_apart(engine, work)
    assert looking_apart(engine, lambda live: live.exec_driver_sql("SELECT COUNT(more) FROM t").scalar()) == 0


def test_who_looks_does_not_wait_for_a_table_that_somebody_changes(server: Database) -> None:
    engine = sa.create_engine(server.url, poolclass=sa.NullPool)
    sessions = sessions_at(server)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INT)")
    with engine.connect() as other:
        other.exec_driver_sql(LOCKED[server.backend])
        started = time.monotonic()
        with pytest.raises(sa.exc.DBAPIError) as refused:
            looking_apart(engine, lambda live: live.exec_driver_sql("SELECT * FROM t").all())
    assert is_wait(sessions, refused.value) is Wait.TIMED_OUT
    assert time.monotonic() - started < 8
