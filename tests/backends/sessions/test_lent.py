"""What is set behind a pooler is gone with its transaction: the session of the server is another client's then."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from tests.backends.sessions.others import engine_at, sessions_at
from tests.backends.sessions.pgbouncer import pooled
from tests.servers.database import Database
from toolkit.backends.copies.postgresql.session import PRINTING, settings
from toolkit.backends.fitting.postgresql import PostgreSQLFitting
from toolkit.backends.sessions.postgresql import PostgreSQLSessions
from toolkit.backends.sql.values import Name


def shown(connection: sa.Connection, name: str = "lock_timeout") -> str:
    return str(connection.scalar(sa.text(f"SHOW {name}")))


def use(migrating: sa.Connection, other: sa.Connection) -> None:
    sessions = PostgreSQLSessions()
    sessions.call_itself(migrating, "tk migrate")
    sessions.limit_waits(migrating, 1.5)
    for _ in range(2):
        assert shown(migrating) == "1500ms"
        migrating.execute(sa.text("SELECT 1"))
        sessions.limit_waits(migrating, 0.5)
        assert shown(migrating) == "500ms"
        migrating.rollback()
        assert (shown(other), "tk" in shown(other, "application_name")) == ("0", False)
        other.rollback()
        sessions.limit_waits(migrating, 1.5)
    with pytest.raises(sa.exc.DBAPIError):
        migrating.execute(sa.text("SELECT 1 / 0"))
    migrating.rollback()
    assert shown(migrating) == "1500ms"
    migrating.rollback()


def test_a_limit_of_waits_is_of_each_transaction_alone(postgresql: Database) -> None:
    with (
        pooled(postgresql, size=1) as database,
        engine_at(database).connect() as migrating,
        engine_at(database).connect() as other,
    ):
        use(migrating, other)
        # In autocommit there is no transaction to have it.
        assert shown(migrating.execution_options(isolation_level="AUTOCOMMIT")) == "0"


def test_asyncpg_is_limited_alike(postgresql: Database) -> None:
    async def run(url: sa.URL) -> None:
        engine = create_async_engine(
            url, connect_args={"statement_cache_size": 0, "prepared_statement_name_func": lambda: ""}
        )
        async with engine.connect() as one, engine.connect() as other:
            await one.run_sync(lambda connection: use(connection, other.sync_connection))  # type: ignore[arg-type]
        await engine.dispose()

    with pooled(postgresql, size=1) as database:
        asyncio.run(run(sa.make_url(database.url).set(drivername="postgresql+asyncpg")))


def test_behind_a_pooler_nobody_else_gets_a_session_that_only_reads(postgresql: Database) -> None:
    """What is set for a session stays with it, whoever has it next."""
    with pooled(postgresql, size=1) as database:
        with engine_at(database).connect() as reading:
            live = reading.execution_options(isolation_level="AUTOCOMMIT")
            sessions_at(database).only_read(live, 0.3, patience=0.2)
            for statement in ("CREATE TABLE made (id INTEGER)", "SELECT pg_sleep(20)"):
                with pytest.raises(sa.exc.DBAPIError):
                    live.execute(sa.text(statement))
            with engine_at(postgresql).begin() as locking:
                locking.execute(sa.text("SELECT pg_advisory_xact_lock(7)"))
                with pytest.raises(sa.exc.DBAPIError, match="lock timeout"):
                    live.execute(sa.text("SELECT pg_advisory_xact_lock(7)"))
            assert live.execute(sa.text("SELECT 1 UNION SELECT 2 ORDER BY 1")).all() == [(1,), (2,)]
            # The only session of the server is free between two questions, and is as it was.
            with engine_at(database).begin() as application:
                application.execute(sa.text("CREATE TABLE own AS SELECT 1 AS id FROM generate_series(1, 2)"))
                application.execute(sa.text("SELECT pg_sleep(0.4)"))
            # What a question needs to be set is so for that question.
            told = ["current_setting('row_security')", "current_setting('statement_timeout')"]
            fitting = PostgreSQLFitting()
            fitting.limit_time(live, 0.25)
            [sample] = fitting.duplicates(live, Name(name="own"), [], expressions=told).samples
            assert ("='off'" in sample, "='250ms'" in sample) == (True, True)
            with settings(live, PRINTING, local=True):
                assert shown(live, "search_path") == ""
            assert (shown(live, "row_security"), shown(live, "search_path")) == ("on", '"$user", public')
        with engine_at(database).connect() as other:
            for name, value in (
                ("default_transaction_read_only", "off"),
                ("statement_timeout", "0"),
                ("lock_timeout", "0"),
            ):
                assert other.scalar(sa.text(f"SHOW {name}")) == value
