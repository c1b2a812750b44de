"""What the servers themselves do. The table in test_reading says the same of statements that are not sent to a shared
server."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from toolkit.backends.sql.kinds import judge
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.reading import read
from toolkit.backends.sql.values import Kind

BOTH = [
    "CREATE TABLE x (i INT)",
    "CREATE TABLE y LIKE t",
    "CREATE TEMPORARY TABLE z (i INT)",
    "DROP TEMPORARY TABLE IF EXISTS z",
    "ALTER TABLE t ADD c INT",
    "ALTER TABLE t DROP COLUMN b",
    "CREATE INDEX i ON t (a)",
    "DROP INDEX i ON t",
    "RENAME TABLE x TO x2",
    "DROP TABLE x2",
    "TRUNCATE TABLE t",
    "CREATE VIEW v AS SELECT 1",
    "DROP VIEW v",
    "CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1",
    "ALTER FUNCTION f COMMENT 'x'",
    "DROP FUNCTION f",
    "CREATE PROCEDURE p() SELECT 1",
    "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
    "DROP TRIGGER g",
    "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1",
    "DROP EVENT e",
    "ANALYZE TABLE t",
    "CHECK TABLE t",
    "CHECKSUM TABLE t",
    "OPTIMIZE TABLE t",
    "REPAIR TABLE t",
    "FLUSH TABLES t",
    "LOCK TABLES t WRITE",
    "BEGIN",
    "START TRANSACTION",
    "SAVEPOINT a",
    "SET NAMES utf8mb4",
    "SET SESSION sql_mode = ''",
    "SET @a = 1",
    "SET autocommit = 0",
    "SET SESSION TRANSACTION READ WRITE",
    "USE {database}",
    "PREPARE s FROM 'DROP TABLE IF EXISTS q'",
    "SHOW TABLES",
    "EXPLAIN SELECT 1",
    "SELECT GET_LOCK('{database}', 1)",
    "SELECT 1 INTO @a",
    "DO 1",
    "DELETE FROM t",
    "REPLACE INTO t (id) VALUES (1)",
    "HANDLER t OPEN",
    "HELP 'select'",
    "CREATE DATABASE IF NOT EXISTS {database}",
    "ALTER DATABASE {database} CHARACTER SET utf8mb4",
]
SERVER = {
    "mysql": [*BOTH, "EXPLAIN ANALYZE SELECT 1", "LOAD INDEX INTO CACHE t"],
    "mariadb": [
        *BOTH, "CREATE SEQUENCE s", "ALTER SEQUENCE s RESTART 5", "SELECT NEXT VALUE FOR s", "SELECT SETVAL(s, 50)",
        "DROP SEQUENCE s", "CREATE TEMPORARY SEQUENCE s2", "CREATE OR REPLACE TABLE y (i INT)", "ANALYZE SELECT 1",
        "CREATE OR REPLACE TEMPORARY TABLE z (i INT)",
        "SET STATEMENT max_statement_time = 10 FOR ALTER TABLE t ADD d INT", "LOAD INDEX INTO CACHE t",
        "SET STATEMENT max_statement_time = 10 FOR SELECT 1", "BEGIN NOT ATOMIC SELECT 1; END",
    ],
}  # fmt: skip


@pytest.mark.parametrize("backend", ["mysql", "mariadb"])
def test_what_commits_by_itself(backend: str, make_database: MakeDatabase) -> None:
    engine = sa.create_engine(make_database(backend).url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as other:
        other.exec_driver_sql("SET SESSION lock_wait_timeout = 5")
        other.exec_driver_sql("CREATE TABLE witness (i INT) ENGINE=InnoDB")
        other.exec_driver_sql("CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT) ENGINE=InnoDB")
        for statement in SERVER[backend]:
            sql = statement.format(database=engine.url.database)
            (found,) = read(sql, backend)
            assert _commits(engine, other, sql) is found.commits, sql


def _commits(engine: sa.Engine, other: sa.Connection, sql: str) -> bool:
    other.exec_driver_sql("DELETE FROM witness")
    with engine.connect() as connection:
        connection.exec_driver_sql("SET SESSION lock_wait_timeout = 5")
        connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql("INSERT INTO witness VALUES (1)")
        connection.exec_driver_sql(sql).close()
        found = other.exec_driver_sql("SELECT count(*) FROM witness").scalar() == 1
        connection.exec_driver_sql("ROLLBACK")
    return found


@pytest.mark.parametrize("backend", ["mysql", "mariadb"])
@pytest.mark.parametrize(
    ("statement", "before"),
    [("UNLOCK TABLES", "LOCK TABLES witness WRITE"), ("SET autocommit = 1", "SET autocommit = 0")],
)
def test_what_commits_after_another_statement(
    backend: str, statement: str, before: str, make_database: MakeDatabase
) -> None:
    engine = sa.create_engine(make_database(backend).url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection, engine.connect() as other:
        other.exec_driver_sql("SET SESSION lock_wait_timeout = 5")
        other.exec_driver_sql("CREATE TABLE witness (i INT) ENGINE=InnoDB")
        connection.exec_driver_sql("SET autocommit = 0")
        connection.exec_driver_sql(before)
        connection.exec_driver_sql("INSERT INTO witness VALUES (1)")
        connection.exec_driver_sql(statement)
        assert other.exec_driver_sql("SELECT count(*) FROM witness").scalar() == 1
    assert read(statement, backend)[0].commits


@pytest.mark.parametrize(
    ("backend", "sql", "kind"),
    [
        ("mariadb", "SET STATEMENT a = 1 FOR SELECT 1", Kind.READ),
        ("mysql", "((SELECT 1))", Kind.READ),
        ("postgresql", "EXPLAIN ANALYZE CREATE TABLE t AS SELECT 1", Kind.DEFINITION),
        ("sqlite", "SET x = 1", Kind.OPAQUE),
        ("postgresql", "", Kind.OPAQUE),
        ("postgresql", "'SELECT'", Kind.OPAQUE),
    ],
)
def test_kind(backend: str, sql: str, kind: Kind) -> None:
    assert judge(Reader(sql, backend)).kind is kind
