from __future__ import annotations

import os
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import sqlalchemy as sa

from tests.backends.sessions.others import (
    engine_at,
    free_port,
    least_user,
    private_server,
    seconds_until,
    sessions_at,
)
from tests.conftest import MakeDatabase
from tests.servers.database import Database
from toolkit.backends.capacity.base import Capacity
from toolkit.backends.capacity.mysql import MySQLCapacity
from toolkit.backends.sessions.mysql import MySQLSessions
from toolkit.backends.sql.values import Name
from toolkit.capacity import Seat

ORDERS = (Name(name="orders"),)


def test_the_holder_s_process_is_told(mysql: Database) -> None:
    engine = sa.create_engine(mysql.url, poolclass=sa.NullPool, connect_args={"program_name": "the shop"})
    sessions = sessions_at(mysql)
    with least_user(mysql) as least:
        own = sa.create_engine(least.url, poolclass=sa.NullPool)
        for one, other in ((engine, engine), (own, own)):
            with one.connect() as holding, other.connect() as asking:
                sessions.call_itself(holding, "in vain")
                assert sessions.hold(holding, "key", "one") is not None
                holder = sessions.holder(asking, "key")
                assert holder is not None
                assert str(holder.program).startswith(f"pid {os.getpid()}")
                assert ("(the shop)" in str(holder.program)) is (one is engine)


def test_only_who_has_a_lock_on_these_tables_blocks(mysql: Database, make_database: MakeDatabase) -> None:
    engine, sessions = engine_at(mysql), sessions_at(mysql)
    elsewhere = engine_at(make_database("mysql"))
    with (
        engine.connect() as reader,
        engine.connect() as customer,
        elsewhere.connect() as stranger,
        engine.connect() as asking,
    ):
        for connection in (reader, stranger):
            connection.exec_driver_sql("CREATE TABLE orders (id INT PRIMARY KEY)")
        reader.exec_driver_sql("CREATE TABLE customers (id INT PRIMARY KEY)")
        reader.commit()
        reader.exec_driver_sql("SELECT id FROM orders")
        customer.exec_driver_sql("SELECT id FROM customers")
        stranger.exec_driver_sql("SELECT id FROM orders")
        (blocker,) = sessions.blockers(asking, ORDERS)
        assert blocker.query == "SELECT id FROM orders"
        assert blocker.id == sessions.id(reader)
        there = Name(schema=elsewhere.url.database, name="ORDERS")
        assert [session.id for session in sessions.blockers(asking, (there,))] == [sessions.id(stranger)]


def test_tables_that_are_locked_without_a_transaction_are_found(mysql: Database) -> None:
    engine, sessions = engine_at(mysql), sessions_at(mysql)
    with engine.connect() as locking, engine.connect() as asking:
        locking.exec_driver_sql("CREATE TABLE orders (id INT PRIMARY KEY)")
        locking.exec_driver_sql("LOCK TABLES orders READ")
        locking.rollback()
        known = sessions.id(locking)
        assert [(who.id, who.is_idle_in_transaction) for who in sessions.blockers(asking, ORDERS)] == [(known, True)]


def test_a_driver_that_passes_warnings_on_has_none_to_pass(mysql: Database) -> None:
    # pytest makes errors of them.
    sessions = sessions_at(mysql)
    with engine_at(mysql).connect() as connection:
        assert sessions.is_there(connection, sessions.id(connection))
        assert connection.exec_driver_sql("SHOW WARNINGS").all() == []


def test_an_older_server_has_the_older_table() -> None:
    class Dialect:
        server_version_info = (8, 0, 3)

    class Older:
        dialect = Dialect()

    assert MySQLSessions().processlist(Older()) == "information_schema.processlist"  # type: ignore[arg-type]


def test_so_has_mariadb_whatever_its_version(mariadb: Database) -> None:
    with engine_at(mariadb).connect() as connection:
        assert MySQLSessions().processlist(connection) == "information_schema.processlist"


def test_sessions_are_told_whatever_characters_are_in_their_statements(mysql: Database) -> None:
    tell_one_of_any_characters(mysql.url)


def test_sessions_are_told_by_a_server_without_a_performance_schema() -> None:
    with private_server("mysql", "--performance-schema=OFF") as server:
        tell_one_of_any_characters(server.url)


def tell_one_of_any_characters(url: str) -> None:
    engine, sessions, capacity = sa.create_engine(url, poolclass=sa.NullPool), MySQLSessions(), MySQLCapacity()
    with engine.connect() as busy, engine.connect() as asking, ThreadPoolExecutor() as apart:
        session = sessions.id(busy)
        sleeping = apart.submit(busy.exec_driver_sql, "SELECT SLEEP(60), ':a %% \U0001f600'")
        seconds_until(lambda: "SLEEP" in str(seat_of(session, capacity, asking).query), limit=30)
        seat = seat_of(session, capacity, asking)
        assert (seat.user, seat.is_idle) == ("root", False)
        assert str(seat.query).endswith(":a % \U0001f600'")
        assert sessions.is_there(asking, session)
        assert capacity.replicas(asking) == []
        assert sessions.end(asking, session)
        assert not sessions.is_there(asking, session)
        # A server that ends a session first ends its sleep, and may still say so.
        with suppress(sa.exc.DBAPIError):
            sleeping.result()
        busy.invalidate()


def seat_of(session: str, capacity: Capacity, asking: sa.Connection) -> Seat:
    (found,) = (seat for seat in capacity.seats(asking) if seat.id == session)
    return found


def test_a_group_with_several_primaries_keeps_locks_apart() -> None:
    port = free_port()
    with private_server(
        "mysql",
        "--plugin-load-add=group_replication.so",
        "--log-bin=binlog",
        "--gtid-mode=ON",
        "--enforce-gtid-consistency=ON",
        "--server-id=1",
        f"--loose-group-replication-group-name={uuid.uuid4()}",
        f"--loose-group-replication-local-address=127.0.0.1:{port}",
        "--loose-group-replication-start-on-boot=OFF",
        "--loose-group-replication-single-primary-mode=OFF",
        "--loose-group-replication-ip-allowlist=127.0.0.1/32",
    ) as server:
        engine = sa.create_engine(server.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            assert MySQLSessions().local_only(connection) is None
            connection.exec_driver_sql("SET GLOBAL group_replication_bootstrap_group = ON")
            connection.exec_driver_sql("START GROUP_REPLICATION")
            assert "several primaries" in str(MySQLSessions().local_only(connection))
            connection.exec_driver_sql("STOP GROUP_REPLICATION")
