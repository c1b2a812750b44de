from __future__ import annotations

import time
import uuid

import pytest
import sqlalchemy as sa

from tests.backends.sessions.others import engine_at, holder_process, kill, least_user, seconds_until, sessions_at
from tests.servers.database import Database
from toolkit.backends.sessions.base import Wait
from toolkit.backends.sql.values import Name

ORDERS = (Name(name="orders"),)


def test_the_lock_lives_as_long_as_a_statement_whose_client_is_dead(innodb: Database) -> None:
    sessions = sessions_at(innodb)
    with engine_at(innodb).connect() as other, holder_process(innodb, "key", "SELECT SLEEP(3)") as (process, session):
        seconds_until(lambda: (who := sessions.holder(other, "key")) and who.query == "SELECT SLEEP(3)", limit=2)
        kill(process)
        time.sleep(0.5)
        assert sessions.is_there(other, session)
        assert sessions.hold(other, "key", "other") is None
        seconds_until(lambda: sessions.hold(other, "key", "other"), limit=6)
        assert not sessions.is_there(other, session)


def test_ending_the_session_of_a_dead_client_frees_its_lock_at_once(innodb: Database) -> None:
    sessions = sessions_at(innodb)
    with engine_at(innodb).connect() as other, holder_process(innodb, "key", "SELECT SLEEP(60)") as (process, session):
        seconds_until(lambda: (who := sessions.holder(other, "key")) and who.query == "SELECT SLEEP(60)", limit=2)
        kill(process)
        assert sessions.end(other, session)
        assert sessions.hold(other, "key", "other") is not None


@pytest.mark.parametrize(("seconds", "whole"), [(0.2, 1), (1, 1), (1.2, 2), (30, 30)])
def test_limits_are_whole_seconds_and_never_none(innodb: Database, seconds: float, whole: int) -> None:
    with engine_at(innodb).connect() as connection:
        sessions_at(innodb).limit_waits(connection, seconds)
        connection.rollback()
        both = connection.exec_driver_sql("SELECT @@SESSION.lock_wait_timeout, @@SESSION.innodb_lock_wait_timeout")
        assert tuple(both.one()) == (whole, whole)


def test_a_row_that_another_one_has_is_waited_for_no_longer_and_only_that_is_undone(innodb: Database) -> None:
    engine, sessions = engine_at(innodb), sessions_at(innodb)
    with engine.connect() as one, engine.connect() as other:
        one.exec_driver_sql("CREATE TABLE orders (id INT PRIMARY KEY, n INT)")
        one.exec_driver_sql("INSERT INTO orders VALUES (1, 0)")
        one.commit()
        one.exec_driver_sql("UPDATE orders SET n = 1 WHERE id = 1")
        sessions.limit_waits(other, 1)
        other.exec_driver_sql("INSERT INTO orders VALUES (2, 0)")
        for statement in (
            "UPDATE orders SET n = 2 WHERE id = 1",
            "SELECT * FROM orders WHERE id = 1 FOR UPDATE NOWAIT",
        ):
            with pytest.raises(sa.exc.DBAPIError) as caught:
                other.exec_driver_sql(statement)
            assert sessions.waited(caught.value) is Wait.TIMED_OUT
        assert other.exec_driver_sql("SELECT COUNT(*) FROM orders").scalar() == 2
        assert sessions.id(one) in [session.id for session in sessions.blockers(other, ORDERS)]


def test_ages_are_told_in_every_time_zone(innodb: Database) -> None:
    engine, sessions = engine_at(innodb), sessions_at(innodb)
    with engine.connect() as one, engine.connect() as other:
        one.exec_driver_sql("CREATE TABLE orders (id INT PRIMARY KEY)")
        one.exec_driver_sql("INSERT INTO orders VALUES (1)")
        other.exec_driver_sql("SET time_zone = '-07:00'")
        # INNODB_TRX is a copy that may be a tenth of a second old.
        found: dict[str, float | None] = {}
        seconds_until(
            lambda: (
                found.update({who.id: who.seconds for who in sessions.blockers(other, ORDERS)})
                or sessions.id(one) in found
            ),
            limit=5,
        )
        assert 0 <= (found[sessions.id(one)] or 0) < 10
        assert found[sessions.id(one)] is not None


def test_a_prepared_transaction_is_found_without_a_session(innodb: Database) -> None:
    engine, sessions, name = engine_at(innodb), sessions_at(innodb), uuid.uuid4().hex
    with engine.connect() as one:
        one.exec_driver_sql("CREATE TABLE orders (id INT PRIMARY KEY)")
        one.exec_driver_sql(f"XA START '{name}'")
        one.exec_driver_sql("INSERT INTO orders VALUES (1)")
        one.exec_driver_sql(f"XA END '{name}'")
        one.exec_driver_sql(f"XA PREPARE '{name}'")
        one.invalidate()
    with engine.connect() as other:
        try:
            seconds_until(lambda: [who for who in sessions.blockers(other, ORDERS) if who.id == "0"], limit=5)
            prepared = next(who for who in sessions.blockers(other, ORDERS) if who.id == "0")
            assert "XA RECOVER" in str(prepared.program)
            assert (prepared.prepared, prepared.is_inferred) == ("", innodb.backend == "mariadb")
            assert not prepared.is_idle_in_transaction
            assert not sessions.end(other, prepared.id)
        finally:
            other.rollback()
            # MariaDB takes it in a session that commits by itself, and in no other.
            other.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(f"XA ROLLBACK '{name}'")


def test_without_the_privilege_only_sessions_of_the_same_user_are_told(innodb: Database) -> None:
    sessions = sessions_at(innodb)
    with (
        least_user(innodb) as least,
        engine_at(innodb).connect() as root,
        engine_at(least).connect() as one,
        engine_at(least).connect() as other,
    ):
        root.exec_driver_sql("CREATE TABLE orders (id INT PRIMARY KEY)")
        root.exec_driver_sql("INSERT INTO orders VALUES (1)")
        (found,) = sessions.blockers(one, ORDERS)
        assert (found.id, found.is_certain) == (sessions.id(other), False)
        assert all(session.is_certain for session in sessions.blockers(root, ORDERS))
        assert sessions.blockers(one, (Name(schema="elsewhere", name="orders"),)) == ()
