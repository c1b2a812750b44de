"""What every server promises of its sessions."""

from __future__ import annotations

import threading
import time
from contextlib import suppress

import pytest
import sqlalchemy as sa

from tests.backends.sessions.others import engine_at, holder_process, kill, least_user, seconds_until, sessions_at
from tests.conftest import MakeDatabase
from tests.servers.database import Database
from toolkit.backends.sessions.base import Wait
from toolkit.backends.sql.values import Name

_SLOW = "SELECT SLEEP(20)"
ORDERS = (Name(name="orders"), Name(name="no_such_table"))


def test_one_session_has_the_lock(server: Database) -> None:
    engine, sessions = engine_at(server), sessions_at(server)
    with engine.connect() as one, engine.connect() as other:
        assert sessions.holder(other, "alembic_version") is None
        hold = sessions.hold(one, "alembic_version", "one")
        assert hold is not None
        one.rollback()
        assert sessions.hold(other, "alembic_version", "other") is None
        holder = sessions.holder(other, "alembic_version")
        assert holder is not None
        assert holder.id == sessions.id(one) != sessions.id(other)
        assert holder.user == engine.url.username
        hold.release()
        assert sessions.holder(other, "alembic_version") is None
        assert sessions.hold(other, "alembic_version", "other") is not None


def test_other_keys_and_databases_have_locks_of_their_own(server: Database, make_database: MakeDatabase) -> None:
    elsewhere, sessions = make_database(server.backend), sessions_at(server)
    with engine_at(server).connect() as one, engine_at(elsewhere).connect() as other:
        assert sessions.hold(one, "alembic_version", "one") is not None
        assert sessions.hold(other, "alembic_version", "other") is not None
        assert sessions.hold(other, "a" * 200, "other") is not None
        assert sessions.hold(one, "a" * 200, "one") is not None


def test_letting_go_of_a_lock_over_a_dead_connection_is_no_error(server: Database) -> None:
    engine, sessions = engine_at(server), sessions_at(server)
    with engine.connect() as one, engine.connect() as other:
        hold = sessions.hold(one, "key", "one")
        assert hold is not None
        assert sessions.end(other, sessions.id(one))
        hold.release()
        assert sessions.hold(other, "key", "other") is not None
        one.invalidate()
    hold.release()


def test_the_lock_of_a_killed_process_is_free(server: Database) -> None:
    sessions = sessions_at(server)
    with holder_process(server, "key") as (process, session), engine_at(server).connect() as other:
        holder = sessions.holder(other, "key")
        assert holder is not None
        assert holder.id == session
        assert sessions.hold(other, "key", "other") is None
        kill(process)
        seconds_until(lambda: sessions.hold(other, "key", "other"), limit=5)


def test_a_session_is_there_while_it_is_ours(server: Database, make_database: MakeDatabase) -> None:
    engine, sessions, elsewhere = engine_at(server), sessions_at(server), make_database(server.backend)
    with engine.connect() as one, engine_at(elsewhere).connect() as other_database:
        with engine.connect() as gone:
            known = sessions.id(gone)
            assert sessions.is_there(one, known)
            assert not sessions.is_there(other_database, known)
            with least_user(server) as least, engine_at(least).connect() as other_user:
                assert not sessions.is_there(other_user, known)
                assert not sessions.is_there(one, sessions.id(other_user))
        seconds_until(lambda: not sessions.is_there(one, known), limit=5)
        assert not sessions.is_there(one, "")
        assert not sessions.is_there(one, "1; DROP TABLE orders")


def test_locks_reach_everybody_here(server: Database) -> None:
    with engine_at(server).connect() as connection:
        assert sessions_at(server).local_only(connection) is None


def test_the_one_that_forgot_its_transaction_is_found_and_ended(server: Database) -> None:
    engine, sessions = engine_at(server), sessions_at(server)
    with engine.connect() as forgetful, engine.connect() as waiting, engine.connect() as innocent:
        _make(forgetful)
        innocent.execute(sa.text("SELECT * FROM customers"))
        forgetful.execute(sa.text("SELECT 'the last one', id FROM orders"))
        time.sleep(1.1)
        sessions.limit_waits(waiting, 0.3)
        waiting.rollback()
        error, seconds = _refused(waiting, "ALTER TABLE orders ADD COLUMN note INTEGER")
        assert sessions.waited(error) is sessions.waited(error.orig) is Wait.TIMED_OUT
        assert seconds < 3
        waiting.rollback()
        found = {session.id: session for session in sessions.blockers(waiting, ORDERS)}
        # MariaDB does not tell who has which lock, unless it is told to.
        assert (sessions.id(innocent) in found) is (server.backend == "mariadb")
        blocker = found[sessions.id(forgetful)]
        assert blocker.is_idle_in_transaction
        assert blocker.user == engine.url.username
        assert blocker.seconds is not None
        assert 1 <= blocker.seconds < 30
        assert sessions.end(waiting, blocker.id)
        waiting.rollback()
        waiting.execute(sa.text("ALTER TABLE orders ADD COLUMN note INTEGER"))
        forgetful.invalidate()


def test_nobody_blocks_what_nobody_uses(server: Database) -> None:
    engine, sessions = engine_at(server), sessions_at(server)
    with engine.connect() as own:
        _make(own)
        own.execute(sa.text("INSERT INTO orders VALUES (7, 7)"))
        ours = [session for session in sessions.blockers(own, ORDERS) if session.id == sessions.id(own)]
        assert ours == []
        assert not [session for session in sessions.blockers(own, ()) if session.id == sessions.id(own)]


def test_one_of_two_in_a_deadlock_is_the_victim(server: Database) -> None:
    engine, sessions = engine_at(server), sessions_at(server)
    errors: list[BaseException] = []
    with engine.connect() as one, engine.connect() as other:
        _make(one)
        one.execute(sa.text("UPDATE orders SET n = 1 WHERE id = 1"))
        other.execute(sa.text("UPDATE orders SET n = 1 WHERE id = 2"))
        thread = threading.Thread(target=lambda: errors.extend(_errors(other, "UPDATE orders SET n = 2 WHERE id = 1")))
        thread.start()
        errors.extend(_errors(one, "UPDATE orders SET n = 2 WHERE id = 2"))
        one.rollback()
        thread.join()
    assert [sessions.waited(error) for error in errors] == [Wait.VICTIM]


def test_other_errors_are_no_waits(server: Database) -> None:
    with engine_at(server).connect() as connection:
        error, _seconds = _refused(connection, "SELECT * FROM no_such_table")
    assert sessions_at(server).waited(error) is None
    assert sessions_at(server).waited(ValueError()) is None
    assert sessions_at(server).waited(ValueError("1205", 1205)) is None


def test_a_user_with_the_least_rights(server: Database) -> None:
    sessions = sessions_at(server)
    with (
        least_user(server) as least,
        engine_at(server).connect() as root,
        engine_at(least).connect() as one,
        engine_at(least).connect() as other,
    ):
        assert sessions.local_only(one) is None
        sessions.limit_waits(one, 1)
        _make(one)
        hold = sessions.hold(root, "key", "root")
        assert sessions.hold(one, "key", "one") is None
        holder = sessions.holder(one, "key")
        assert holder is not None
        assert holder.id == sessions.id(root)
        assert hold is not None
        assert not sessions.end(one, holder.id)
        one.commit()
        other.execute(sa.text("SELECT * FROM orders"))
        root.execute(sa.text("SELECT 1"))
        known = sessions.id(other)
        assert known in [session.id for session in sessions.blockers(one, ORDERS)]
        assert sessions.end(one, known)
        assert sessions.end(one, known)
        other.invalidate()
        assert not sessions.end(one, "0")
        assert not sessions.end(one, "nonsense")
        assert one.scalar(sa.text("SELECT COUNT(*) FROM orders")) == 2


@pytest.mark.parametrize("seconds", [0.001, 1.5, 40])
def test_limits_of_any_length_are_set(server: Database, seconds: float) -> None:
    with engine_at(server).connect() as connection:
        sessions_at(server).limit_waits(connection, seconds)
        connection.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE orders SET n = 1",
        "DELETE FROM orders",
        "INSERT INTO orders VALUES (3, 0)",
        "DROP TABLE orders",
        "TRUNCATE orders",
        "CREATE INDEX ix ON orders (n)",
        "ALTER TABLE orders ADD COLUMN m INTEGER",
    ],
)
def test_a_session_that_only_reads_changes_nothing(server: Database, statement: str) -> None:
    with engine_at(server).connect() as other:
        _make(other)
    for options in ({"isolation_level": "AUTOCOMMIT"}, {}):
        with engine_at(server).connect().execution_options(**options) as connection:
            sessions_at(server).only_read(connection, 5, patience=1)
            for _ in range(2):
                with pytest.raises(sa.exc.DBAPIError):
                    connection.execute(sa.text(statement))
                connection.rollback()
            assert connection.execute(sa.text("SELECT id, n FROM orders ORDER BY id")).all() == [(1, 0), (2, 0)]


def test_a_question_of_such_a_session_ends_in_time(server: Database) -> None:
    with engine_at(server).connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        sessions_at(server).only_read(connection, 0.3, patience=1)
        slow = "SELECT pg_sleep(20)" if server.backend == "postgresql" else _SLOW
        started = time.monotonic()
        # MySQL ends the sleep and goes on.
        with suppress(sa.exc.DBAPIError):
            connection.execute(sa.text(slow)).all()
        assert time.monotonic() - started < 5
        assert connection.scalar(sa.text("SELECT 1")) == 1


def _make(connection: sa.Connection) -> None:
    for table in ("orders", "customers"):
        connection.execute(sa.text(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, n INTEGER)"))
        connection.execute(sa.text(f"INSERT INTO {table} VALUES (1, 0), (2, 0)"))
    connection.commit()


def _refused(connection: sa.Connection, statement: str) -> tuple[sa.exc.DBAPIError, float]:
    started = time.monotonic()
    with pytest.raises(sa.exc.DBAPIError) as caught:
        connection.execute(sa.text(statement))
    return caught.value, time.monotonic() - started


def _errors(connection: sa.Connection, statement: str) -> list[BaseException]:
    try:
        connection.execute(sa.text(statement))
    except sa.exc.DBAPIError as error:
        connection.rollback()
        return [error]
    return []
