from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.servers.database import Database
from toolkit.backends.definitions.innodb import InnoDBDefinitions
from toolkit.backends.sql.values import Name


@pytest.fixture(params=["mysql", "mariadb"])
def innodb(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Database:
    return make_database(request.param)


@pytest.fixture
def connection(innodb: Database) -> Iterator[sa.Connection]:
    engine = sa.create_engine(innodb.url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection


def _run(connection: sa.Connection, *statements: str) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement, execution_options={"no_parameters": True})


def _read(connection: sa.Connection, *names: str) -> dict[str, str]:
    found = InnoDBDefinitions().read(connection, frozenset(Name(name=name) for name in names))
    database = connection.engine.url.database
    return {key.replace(f"{database}.", ""): text for key, text in found.items()}


def test_every_kind_is_found_and_nothing_else(connection: sa.Connection) -> None:
    _run(
        connection,
        "CREATE TABLE t (id INT PRIMARY KEY, a INT) COMMENT '100% (of) :them'",
        "CREATE VIEW v AS SELECT a FROM t",
        "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
        "CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1",
        "CREATE PROCEDURE f() SELECT 1",
        "CREATE EVENT e ON SCHEDULE EVERY 1 YEAR DO SELECT 1",
    )
    found = _read(connection, "t", "v", "tr", "f", "e", "a", "id", "nothing")
    assert sorted(found) == ["EVENT e", "FUNCTION f", "PROCEDURE f", "TABLE t", "TRIGGER tr", "VIEW v"]
    assert "100% (of) :them" in found["TABLE t"]
    assert "SET NEW.a = 1" in found["TRIGGER tr"]
    assert _read(connection, "t") == {"TABLE t": found["TABLE t"]}
    assert _read(connection) == {}


def test_the_values_of_a_sequence_belong_to_it(make_database: MakeDatabase) -> None:
    engine = sa.create_engine(make_database("mariadb").url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        _run(connection, "CREATE SEQUENCE s INCREMENT BY 1")
        before = _read(connection, "s")
        _run(connection, "SELECT NEXTVAL(s)")
        assert _read(connection, "s") == before
        _run(connection, "ALTER SEQUENCE s INCREMENT BY 2")
        assert _read(connection, "s").keys() == before.keys() == {"SEQUENCE s"}
        assert _read(connection, "s") != before


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE t ADD COLUMN b INT",
        "ALTER TABLE t ADD KEY ka (a)",
        "ALTER TABLE t COMMENT 'x'",
        "ALTER TABLE t DROP PARTITION p0",
        "RENAME TABLE t TO u",
        "DROP TABLE t",
    ],
)
def test_a_change_is_seen(connection: sa.Connection, change: str) -> None:
    partitions = "PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (1), PARTITION p1 VALUES LESS THAN (2))"
    _run(connection, f"CREATE TABLE t (a INT) {partitions}")
    before = _read(connection, "t", "u")
    _run(connection, change)
    assert _read(connection, "t", "u") != before


def test_rows_are_no_change(connection: sa.Connection) -> None:
    _run(connection, "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a INT) COMMENT ' AUTO_INCREMENT=7'")
    before = _read(connection, "t")
    _run(connection, "INSERT INTO t (a) VALUES (1), (2), (3)", "COMMIT")
    assert _read(connection, "t") == before
    assert "AUTO_INCREMENT=7" in before["TABLE t"]


def test_trigger_made_again_under_another_mode_is_another_one(connection: sa.Connection) -> None:
    create = "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1"
    _run(connection, "CREATE TABLE t (a INT)", create)
    before = _read(connection, "tr")
    _run(connection, "DROP TRIGGER tr", create)
    assert _read(connection, "tr") == before
    _run(connection, "DROP TRIGGER tr", "SET SESSION sql_mode = ''", create)
    assert _read(connection, "tr") != before


def test_other_databases_are_read_by_name(
    connection: sa.Connection, innodb: Database, make_database: MakeDatabase
) -> None:
    other = sa.make_url(make_database(innodb.backend).url).database
    assert other is not None
    _run(connection, "CREATE TABLE t (a INT)", f"CREATE TABLE {other}.t (b INT)")
    names = [Name(name="t"), Name(schema=other, name="t"), Name(schema="nowhere", name="t"), Name(name=other)]
    found = InnoDBDefinitions().read(connection, names)
    assert sorted(found) == sorted(
        [f"TABLE {connection.engine.url.database}.t", f"TABLE {other}.t", f"DATABASE {other}"]
    )


def test_a_table_costs_two_questions(connection: sa.Connection) -> None:
    _run(connection, "CREATE TABLE t (a INT)")
    sent: list[str] = []
    sa.event.listen(connection, "before_cursor_execute", lambda *arguments: sent.append(arguments[2]))
    names = [Name(name="t"), Name(name="a"), Name(schema="t", name="a"), Name(schema="u", name="a")]
    InnoDBDefinitions().read(connection, names)
    assert len(sent) == 2


def test_reading_leaves_no_transaction_and_no_lock(connection: sa.Connection) -> None:
    _run(connection, "CREATE TABLE t (a INT)")
    connection.commit()
    assert "TABLE t" in _read(connection, "t")
    assert not connection.connection.driver_connection.server_status & 1  # type: ignore[union-attr]
    with connection.engine.connect() as other:
        _run(other, "SET SESSION lock_wait_timeout = 2", "ALTER TABLE t ADD COLUMN b INT")


def test_what_the_user_may_not_see_is_there_without_a_text(connection: sa.Connection) -> None:
    database = connection.engine.url.database
    user = f"u_{str(database)[-12:]}"
    _run(connection, "CREATE TABLE t (a INT)", "CREATE VIEW v AS SELECT a FROM t")
    _run(connection, f"CREATE USER {user}@'%' IDENTIFIED BY 'secret'", f"GRANT SELECT ON {database}.* TO {user}@'%'")
    url = connection.engine.url.set(username=user, password="secret")
    try:
        with sa.create_engine(url, poolclass=sa.NullPool).connect() as limited:
            found = _read(limited, "t", "v")
            assert found["VIEW v"] == ""
            assert "CREATE TABLE" in found["TABLE t"]
    finally:
        _run(connection, f"DROP USER {user}@'%'")


def test_a_lock_that_is_not_got_is_no_absence(connection: sa.Connection) -> None:
    _run(connection, "CREATE TABLE t (a INT)", "SET SESSION lock_wait_timeout = 1")
    with connection.engine.connect() as other:
        _run(other, "LOCK TABLES t WRITE")
        found = _read(connection, "t")
        _run(other, "UNLOCK TABLES")
    assert "TABLE t" in found
