"""Every statement passes: of any engine, any way of sending it, on every backend."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import Session

from tests.servers.database import Database
from toolkit.events import Event, StatementFinished, StatementStarted
from toolkit.execution.gate import Gate, commits

TABLE = sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("note", sa.String(20)))


def passed(gate: Gate, word: str) -> int:
    return sum(word in statement.sql.upper() for statement in gate.statements)


def test_every_way_of_sending_passes(database: Database) -> None:
    gate = Gate(lambda event: None)
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with gate.open(), engine.begin() as connection:
        TABLE.create(connection)
        connection.execute(TABLE.insert(), {"id": 1, "note": "one"})
        connection.execute(TABLE.insert(), [{"id": 2, "note": "a"}, {"id": 3, "note": "b"}])
        connection.exec_driver_sql("INSERT INTO t (id) VALUES (4)")
        connection.execution_options(no_parameters=True).exec_driver_sql("INSERT INTO t (id, note) VALUES (5, '%')")
        with Session(connection) as session:
            session.execute(sa.insert(TABLE), [{"id": 6, "note": "orm"}])
        connection.execute(
            sa.update(TABLE).values(note=sa.bindparam("new")).where(TABLE.c.id == sa.bindparam("key")),
            [{"new": "x", "key": 1}, {"new": "y", "key": 2}],
        )
        assert connection.scalar(sa.select(sa.func.count()).select_from(TABLE)) == 6
    engine.dispose()
    assert passed(gate, "CREATE TABLE") == 1
    assert passed(gate, "INSERT") == 5
    assert passed(gate, "UPDATE") == 1
    assert passed(gate, "SELECT COUNT") == 1


def test_another_engine_passes_too(sqlite: Database) -> None:
    gate = Gate(lambda event: None)
    with gate.open():
        for _ in range(2):
            with sa.create_engine(sqlite.url, poolclass=sa.NullPool).connect() as connection:
                connection.execute(sa.text("SELECT 1"))
    assert passed(gate, "SELECT 1") == 2


@pytest.mark.parametrize(
    ("backend", "driver"),
    [
        ("sqlite", "sqlite+aiosqlite"),
        ("mysql", "mysql+aiomysql"),
        ("mysql", "mysql+asyncmy"),
        ("mariadb", "mysql+aiomysql"),
        ("postgresql", "postgresql+asyncpg"),
        ("postgresql", "postgresql+psycopg"),
    ],
)
def test_asynchronous_drivers_pass(backend: str, driver: str, make_database: object) -> None:
    url = sa.make_url(make_database(backend).url).set(drivername=driver)
    gate = Gate(lambda event: None)

    async def work() -> None:
        engine = create_async_engine(url)
        async with engine.begin() as connection:
            await connection.run_sync(TABLE.create)
            await connection.execute(TABLE.insert(), [{"id": 1, "note": "a"}, {"id": 2, "note": "b"}])
            assert await connection.scalar(sa.select(sa.func.count()).select_from(TABLE)) == 2
        await engine.dispose()

    with gate.open():
        asyncio.run(work())
    assert (passed(gate, "CREATE TABLE"), passed(gate, "INSERT"), passed(gate, "SELECT COUNT")) == (1, 1, 1)


def test_nothing_passes_when_the_gate_is_closed(sqlite: Database) -> None:
    gate = Gate(lambda event: None)
    engine = sa.create_engine(sqlite.url)
    with gate.open():
        pass
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT 1"))
    assert gate.statements == []


def test_statements_belong_to_the_revision_that_runs(sqlite: Database) -> None:
    gate = Gate(lambda event: None)
    with gate.open(), sa.create_engine(sqlite.url).connect() as connection:
        connection.execute(sa.text("SELECT 1"))
        with gate.running("aa11"):
            connection.execute(sa.text("SELECT 2"))
            connection.execute(sa.text("SELECT 3"))
        connection.execute(sa.text("SELECT 4"))
    own = [statement.sql for statement in gate.statements if statement.revision == "aa11"]
    assert own == ["SELECT 2", "SELECT 3"]
    assert gate.count("aa11") == 2


def test_a_refused_statement_is_recorded_and_its_error_comes_through(sqlite: Database) -> None:
    heard: list[Event] = []
    gate = Gate(heard.append)
    with (
        gate.open(),
        sa.create_engine(sqlite.url).connect() as connection,
        pytest.raises(sa.exc.OperationalError, match="nowhere"),
    ):
        connection.execute(sa.text("SELECT * FROM nowhere"))
    assert [statement.failed for statement in gate.statements if "nowhere" in statement.sql] == [True]
    started, finished = heard[-2:]
    assert isinstance(started, StatementStarted)
    assert isinstance(finished, StatementFinished)
    assert finished.failed


def test_values_are_not_recorded(sqlite: Database) -> None:
    gate = Gate(lambda event: None)
    with gate.open(), sa.create_engine(sqlite.url).begin() as connection:
        TABLE.create(connection)
        connection.execute(TABLE.insert(), {"id": 1, "note": "secret-value"})
    assert "secret-value" not in repr(gate.statements)


def test_commits_are_noticed(database: Database) -> None:
    noticed: list[sa.Connection] = []
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with commits(noticed.append), engine.connect() as connection:
        connection.execute(sa.text("SELECT 1"))
        connection.rollback()
        assert noticed == []
        connection.execute(sa.text("SELECT 1"))
        connection.commit()
        assert noticed == [connection]
    engine.dispose()
