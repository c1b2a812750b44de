"""How the servers treat the transaction of a revision, held against the servers themselves."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.backends.register import BACKENDS
from toolkit.backends.running import HABITS, Habits, habits_of, refuses_manner

SHORTEST_WAIT = {
    "mysql": "SET SESSION innodb_lock_wait_timeout = 1",
    "mariadb": "SET SESSION innodb_lock_wait_timeout = 1",
    "postgresql": "SET lock_timeout = '20ms'",
}


def engine_at(database: Database) -> sa.Engine:
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)")
        connection.exec_driver_sql("INSERT INTO t VALUES (1, 0)")
    return engine


def test_every_backend_has_habits_and_a_stranger_none() -> None:
    assert set(HABITS) == {backend.name for backend in BACKENDS}
    assert habits_of("oracle") == Habits()


def test_what_commits_definitions_keeps_the_rows_before_one(database: Database) -> None:
    habits = habits_of(database.backend)
    with engine_at(database).connect() as connection:
        if habits.needs_begin is not None:
            connection.exec_driver_sql(habits.needs_begin)
        connection.exec_driver_sql("INSERT INTO t VALUES (2, 0)")
        connection.exec_driver_sql("CREATE TABLE other (id INTEGER)")
        connection.rollback()
        kept = connection.exec_driver_sql("SELECT count(*) FROM t").scalar() == 2
        assert sa.inspect(connection).has_table("other") is kept
    assert kept is habits.commits_definitions


def test_without_its_begin_a_definition_is_in_no_transaction(database: Database) -> None:
    habits = habits_of(database.backend)
    with engine_at(database).connect() as connection:
        connection.exec_driver_sql("CREATE TABLE bare (id INTEGER)")
        connection.rollback()
        stays = sa.inspect(connection).has_table("bare")
    assert stays is (habits.commits_definitions or habits.needs_begin is not None)


def test_the_begin_keeps_other_writers_out_before_anything_is_written(sqlite: Database) -> None:
    begin = habits_of("sqlite").needs_begin
    assert begin is not None
    engine = engine_at(sqlite)
    with engine.connect() as one, engine.connect() as other:
        one.exec_driver_sql(begin)
        other.exec_driver_sql("PRAGMA busy_timeout = 0")
        with pytest.raises(sa.exc.OperationalError, match="locked"):
            other.exec_driver_sql("INSERT INTO t VALUES (2, 0)")


@pytest.mark.parametrize("backend", SHORTEST_WAIT)
def test_what_survives_a_wait_still_has_its_rows(backend: str, request: pytest.FixtureRequest) -> None:
    engine = engine_at(request.getfixturevalue(backend))
    with engine.connect() as holder, engine.connect() as waiting:
        waiting.exec_driver_sql(SHORTEST_WAIT[backend])
        waiting.commit()
        holder.exec_driver_sql("UPDATE t SET n = 1 WHERE id = 1")
        waiting.exec_driver_sql("INSERT INTO t VALUES (2, 0)")
        with pytest.raises(sa.exc.OperationalError):
            waiting.exec_driver_sql("UPDATE t SET n = 2 WHERE id = 1")
        holder.rollback()
        assert _goes_on(waiting) is habits_of(backend).survives_wait


def _goes_on(connection: sa.Connection) -> bool:
    """Whether the statement can be sent again, with what went before it still there."""
    try:
        connection.exec_driver_sql("UPDATE t SET n = 2 WHERE id = 1")
    except sa.exc.DBAPIError:
        return False
    return connection.exec_driver_sql("SELECT id, n FROM t ORDER BY id").all() == [(1, 2), (2, 0)]


def test_a_transaction_freezes_the_pragma_without_an_error(sqlite: Database) -> None:
    pragma = habits_of("sqlite").frozen_by_transaction
    assert pragma is not None
    with engine_at(sqlite).connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql(f"{pragma} = ON")
        assert connection.exec_driver_sql(pragma).scalar() == 0
        connection.rollback()
        connection.exec_driver_sql(f"{pragma} = ON")
        assert connection.exec_driver_sql(pragma).scalar() == 1


REFUSED = {
    "ALTER TABLE m MODIFY s INT, ALGORITHM=INPLACE": ("mysql", "mariadb"),
    "ALTER TABLE m ADD FULLTEXT (s), ALGORITHM=INPLACE, LOCK=NONE": ("mysql", "mariadb"),
    "CREATE INDEX i ON m (s) ALGORITHM=INSTANT": ("mysql", "mariadb"),
    "ALTER TABLE m MODIFY s INT, ALGORITHM=NOCOPY": ("mariadb",),
}


@pytest.mark.parametrize("backend", ["mysql", "mariadb"])
def test_a_clause_that_is_too_little_is_told_from_other_refusals(backend: str, request: pytest.FixtureRequest) -> None:
    with engine_at(request.getfixturevalue(backend)).connect() as connection:
        connection.exec_driver_sql("CREATE TABLE m (id INT PRIMARY KEY, s VARCHAR(10))")
        for sql in (sql for sql, backends in REFUSED.items() if backend in backends):
            assert refuses_manner(backend, _refusal(connection, sql)), sql
        for sql in ("ALTER TABLE m ADD s INT", "ALTER TABLE nowhere ADD s INT", "ALTER TABLE m ADDED s INT"):
            assert not refuses_manner(backend, _refusal(connection, sql)), sql


def test_a_row_that_grows_too_large_is_not_changed_in_an_instant(mysql: Database) -> None:
    with engine_at(mysql).connect() as connection:
        connection.exec_driver_sql("CREATE TABLE m (id INT PRIMARY KEY) CHARACTER SET latin1")
        for number in range(31):
            connection.exec_driver_sql(f"ALTER TABLE m ADD w{number} CHAR(255), ALGORITHM=INSTANT")
        error = _refusal(connection, "ALTER TABLE m ADD w CHAR(255), ALGORITHM=INSTANT")
        assert refuses_manner("mysql", error), error


def test_nothing_of_the_kind_is_refused_elsewhere() -> None:
    assert not refuses_manner("postgresql", RuntimeError(1846))
    assert not refuses_manner("oracle", RuntimeError(1846))


def _refusal(connection: sa.Connection, sql: str) -> sa.exc.DBAPIError:
    with pytest.raises(sa.exc.DBAPIError) as caught:
        connection.exec_driver_sql(sql)
    return caught.value
