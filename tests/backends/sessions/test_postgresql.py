from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from tests.backends.sessions.others import (
    engine_at,
    holder_process,
    kill,
    least_user,
    private_server,
    seconds_until,
    sessions_at,
)
from tests.backends.sessions.pgbouncer import pooled
from tests.servers.database import Database
from toolkit.backends.sessions.base import Session, Wait
from toolkit.backends.sessions.postgresql import PostgreSQLSessions
from toolkit.backends.sql.values import Name

ORDERS = (Name(name="orders"),)


def test_its_name_and_its_limit_outlive_a_rollback(postgresql: Database) -> None:
    engine, sessions = engine_at(postgresql), sessions_at(postgresql)
    with engine.connect() as one, engine.connect() as other:
        sessions.call_itself(one, "tk migrate ada@host pid 1")
        sessions.limit_waits(one, 1.5)
        one.rollback()
        assert one.scalar(sa.text("SHOW lock_timeout")) == "1500ms"
        assert sessions.hold(one, "key", "one") is not None
        holder = sessions.holder(other, "key")
        assert holder is not None
        assert holder.program == "tk migrate ada@host pid 1"


def test_what_belongs_to_an_open_transaction_is_left_to_it(postgresql: Database) -> None:
    engine, sessions = engine_at(postgresql), sessions_at(postgresql)
    with engine.connect() as one:
        one.exec_driver_sql("CREATE TABLE orders (id INT)")
        sessions.limit_waits(one, 1)
        one.rollback()
        assert not sa.inspect(one).has_table("orders")


def test_within_one_transaction_the_present_is_told(postgresql: Database) -> None:
    engine, sessions = engine_at(postgresql), sessions_at(postgresql)
    with engine.connect() as asking:
        assert sessions.holder(asking, "key") is None
        assert not sessions.is_there(asking, "1")
        with engine.connect() as one:
            assert sessions.hold(one, "key", "one") is not None
            sessions.call_itself(one, "late")
            holder = sessions.holder(asking, "key")
            assert holder is not None
            known = holder.id
            assert sessions.is_there(asking, known)
        seconds_until(lambda: not sessions.is_there(asking, known), limit=5)
        assert asking.in_transaction()


def test_the_lock_lives_as_long_as_a_statement_whose_client_is_dead(postgresql: Database) -> None:
    sessions = sessions_at(postgresql)
    with (
        engine_at(postgresql).connect() as other,
        holder_process(postgresql, "key", "SELECT pg_sleep(3)") as (process, session),
    ):
        seconds_until(lambda: (who := sessions.holder(other, "key")) and who.query == "SELECT pg_sleep(3)", limit=2)
        kill(process)
        time.sleep(0.5)
        assert sessions.is_there(other, session)
        assert sessions.hold(other, "key", "other") is None
        seconds_until(lambda: sessions.hold(other, "key", "other"), limit=6)


def test_ending_a_session_needs_no_more_than_a_refusal(postgresql: Database) -> None:
    """A refusal of the server would end the transaction that asks."""
    sessions = sessions_at(postgresql)
    with (
        least_user(postgresql) as least,
        least_user(postgresql) as stranger,
        engine_at(least).connect() as asking,
        engine_at(stranger).connect() as other,
        engine_at(postgresql).connect() as root,
    ):
        asking.exec_driver_sql("CREATE TABLE orders (id INT)")
        assert not sessions.end(asking, sessions.id(other))
        assert not sessions.end(asking, sessions.id(root))
        checkpointer = root.scalar(sa.text("SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'"))
        assert not sessions.end(root, str(checkpointer))
        assert asking.exec_driver_sql("SELECT COUNT(*) FROM orders").scalar() == 0
        root.exec_driver_sql(f"GRANT pg_signal_backend TO {asking.engine.url.username}")
        root.commit()
        assert not sessions.end(asking, sessions.id(root))
        known = sessions.id(other)
        assert sessions.end(asking, known)
        other.invalidate()


def test_of_others_a_user_sees_what_the_server_shows(postgresql: Database) -> None:
    sessions = sessions_at(postgresql)
    with (
        least_user(postgresql) as least,
        engine_at(least).connect() as asking,
        engine_at(postgresql).connect() as root,
    ):
        sessions.call_itself(root, "the administrator")
        root.exec_driver_sql("CREATE SCHEMA secret")
        root.exec_driver_sql("CREATE TABLE secret.orders (id INT)")
        root.commit()
        root.exec_driver_sql("SELECT * FROM secret.orders")
        (blocker,) = sessions.blockers(asking, (Name(schema="secret", name="orders"), *ORDERS))
        assert blocker.transaction is not None
        seen = replace(blocker, transaction=None)
        assert seen == Session(id=sessions.id(root), user="postgres", program="the administrator")
        assert sessions.blockers(asking, ORDERS) == ()


def test_partitions_indexes_and_quoted_names_lead_to_their_table(postgresql: Database) -> None:
    engine, sessions = engine_at(postgresql), sessions_at(postgresql)
    with engine.connect() as one, engine.connect() as asking:
        one.exec_driver_sql('CREATE SCHEMA "Book ""keeping"""')
        one.exec_driver_sql('CREATE TABLE "Book ""keeping"""."Orders" (id INT PRIMARY KEY) PARTITION BY RANGE (id)')
        one.exec_driver_sql(
            'CREATE TABLE "Book ""keeping""".part PARTITION OF "Book ""keeping"""."Orders" FOR VALUES FROM (1) TO (9)'
        )
        one.commit()
        one.exec_driver_sql('SELECT * FROM "Book ""keeping""".part')
        schema = 'Book "keeping"'
        for name in ("Orders", "part", "part_pkey"):
            found = sessions.blockers(asking, (Name(schema=schema, name=name),))
            assert [session.id for session in found] == [sessions.id(one)], name
        assert sessions.blockers(asking, (Name(name="Orders"), Name(schema=schema, name="orders"))) == ()


def test_the_oldest_transaction_comes_first(postgresql: Database) -> None:
    engine, sessions = engine_at(postgresql), sessions_at(postgresql)
    with engine.connect() as one, engine.connect() as other, engine.connect() as asking:
        other.exec_driver_sql("CREATE TABLE orders (id INT)")
        other.commit()
        one.exec_driver_sql("SELECT * FROM orders")
        time.sleep(0.1)
        other.exec_driver_sql("SELECT * FROM orders")
        told = sessions.blockers(asking, ORDERS)
        assert [session.id for session in told] == [sessions.id(one), sessions.id(other)]


def test_a_prepared_transaction_is_found_without_a_session() -> None:
    sessions = PostgreSQLSessions()
    with private_server("postgresql", "-c", "max_prepared_transactions=5") as server:
        engine = sa.create_engine(server.url, poolclass=sa.NullPool)
        with engine.connect() as one:
            one.exec_driver_sql("CREATE TABLE orders (id INT)")
            one.commit()
            one.exec_driver_sql("INSERT INTO orders VALUES (1)")
            one.exec_driver_sql("PREPARE TRANSACTION 'forgotten'")
            one.rollback()
            (prepared,) = sessions.blockers(one, ORDERS)
            assert (prepared.id, prepared.user) == ("0", "postgres")
            assert (prepared.program, prepared.prepared) == ("prepared transaction forgotten", "forgotten")
            assert prepared.seconds is not None
            assert 0 <= prepared.seconds < 10
            assert not sessions.end(one, prepared.id)


def test_a_serialization_failure_is_a_victim(postgresql: Database) -> None:
    engine, sessions = engine_at(postgresql), sessions_at(postgresql)
    with engine.connect() as one, engine.connect() as other:
        one.exec_driver_sql("CREATE TABLE orders (id INT)")
        one.exec_driver_sql("INSERT INTO orders VALUES (1)")
        one.commit()
        one = one.execution_options(isolation_level="REPEATABLE READ")
        one.exec_driver_sql("SELECT * FROM orders")
        other.exec_driver_sql("UPDATE orders SET id = 2")
        other.commit()
        with pytest.raises(sa.exc.DBAPIError) as caught:
            one.exec_driver_sql("UPDATE orders SET id = 3")
        assert sessions.waited(caught.value) is Wait.VICTIM


@pytest.mark.parametrize("fields", ["pgcode", "sqlstate", "dictionary"])
def test_each_driver_has_its_place_for_the_code(fields: str) -> None:
    """psycopg2; psycopg and asyncpg; pg8000."""

    def error(code: str) -> Exception:
        if fields == "dictionary":
            return Exception({"S": "ERROR", "C": code})
        failed = Exception("canceling statement")
        setattr(failed, fields, code)
        return failed

    told = [PostgreSQLSessions().waited(error(code)) for code in ("55P03", "40P01", "40001", "57014")]
    assert told == [Wait.TIMED_OUT, Wait.VICTIM, Wait.VICTIM, None]


def test_asyncpg_answers_alike(postgresql: Database) -> None:
    sessions = PostgreSQLSessions()

    def use(one: sa.Connection, other: sa.Connection) -> None:
        assert sessions.local_only(one) is None
        one.exec_driver_sql("CREATE TABLE orders (id INT)")
        one.commit()
        hold = sessions.hold(one, "key", "one")
        assert hold is not None
        assert sessions.hold(other, "key", "other") is None
        holder = sessions.holder(other, "key")
        assert holder is not None
        assert holder.id == sessions.id(one)
        one.exec_driver_sql("LOCK TABLE orders")
        assert [session.id for session in sessions.blockers(other, ORDERS)] == [holder.id]
        other.rollback()
        sessions.limit_waits(other, 0.2)
        with pytest.raises(sa.exc.DBAPIError) as caught:
            other.exec_driver_sql("ALTER TABLE orders ADD COLUMN n INT")
        assert sessions.waited(caught.value) is sessions.waited(caught.value.orig or caught.value) is Wait.TIMED_OUT
        other.rollback()
        assert sessions.is_there(other, holder.id)
        hold.release()
        assert sessions.end(other, holder.id)
        one.invalidate()

    async def run() -> None:
        engine = create_async_engine(sa.make_url(postgresql.url).set(drivername="postgresql+asyncpg"))
        async with engine.connect() as one, engine.connect() as other:
            await one.run_sync(lambda connection: use(connection, other.sync_connection))  # type: ignore[arg-type]
        await engine.dispose()

    asyncio.run(run())


@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
def test_a_pooler_is_seen_behind_which_two_can_have_the_lock(postgresql: Database, driver: str) -> None:
    sessions = PostgreSQLSessions()

    def use(one: sa.Connection, other: sa.Connection) -> None:
        assert "pooler" in str(sessions.local_only(one))
        one.rollback()
        assert sessions.hold(one, "key", "one") is not None
        one.rollback()
        # The one session of the server, lent to another client.
        assert sessions.hold(other, "key", "other") is not None
        other.rollback()

    async def run(url: sa.URL) -> None:
        engine = create_async_engine(
            url, connect_args={"statement_cache_size": 0, "prepared_statement_name_func": lambda: ""}
        )
        async with engine.connect() as one, engine.connect() as other:
            await one.run_sync(lambda connection: use(connection, other.sync_connection))  # type: ignore[arg-type]
        await engine.dispose()

    with pooled(postgresql, size=1) as database:
        if driver == "asyncpg":
            asyncio.run(run(sa.make_url(database.url).set(drivername="postgresql+asyncpg")))
        else:
            with engine_at(database).connect() as one, engine_at(database).connect() as other:
                use(one, other)


def test_a_pid_that_a_driver_does_not_tell_is_no_reason() -> None:
    class Bare:
        pass

    class Connected:
        def __init__(self, driver: object) -> None:
            self.connection = type("Pooled", (), {"driver_connection": driver})()
            self.scalar: Callable[..., int] = lambda *_arguments: 4711

    class OfPg8000:
        _backend_key_data = (4711).to_bytes(4, "big") + b"1234"

    class Elsewhere:
        _backend_key_data = (4712).to_bytes(4, "big") + b"1234"

    told = [PostgreSQLSessions().local_only(Connected(one())) for one in (Bare, OfPg8000, Elsewhere)]  # type: ignore[arg-type]
    assert told[:2] == [None, None]
    assert "pooler" in str(told[2])
