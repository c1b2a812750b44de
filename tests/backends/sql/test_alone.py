from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.backends.sql.reading import read

# Each in a transaction that is rolled back: those that the server refuses there do nothing.
STATEMENTS = [
    "CREATE INDEX CONCURRENTLY ON t (a)",
    "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS x ON t (a)",
    "CREATE INDEX x ON t (a)",
    "DROP INDEX CONCURRENTLY i",
    "DROP INDEX i",
    "REINDEX TABLE t",
    "REINDEX INDEX CONCURRENTLY i",
    "REINDEX (CONCURRENTLY) TABLE t",
    "REINDEX (CONCURRENTLY false) TABLE t",
    "REINDEX (VERBOSE, CONCURRENTLY on) TABLE t",
    "REINDEX SCHEMA public",
    "REINDEX DATABASE {database}",
    "REINDEX SYSTEM {database}",
    "VACUUM",
    "VACUUM (ANALYZE) t",
    "ANALYZE t",
    "CREATE DATABASE {database}_2",
    "DROP DATABASE {database}_2",
    "ALTER DATABASE {database} SET TABLESPACE pg_default",
    "ALTER DATABASE {database} SET work_mem = '4MB'",
    "CREATE TABLESPACE x LOCATION '/x'",
    "DROP TABLESPACE x",
    "ALTER SYSTEM SET work_mem = '4MB'",
    "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY",
    "ALTER TABLE p DETACH PARTITION p1",
    "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p",
    "CLUSTER",
    "CLUSTER VERBOSE",
    "CLUSTER t USING i",
    "DISCARD ALL",
    "DISCARD PLANS",
    "COMMIT PREPARED 'x'",
    "ROLLBACK PREPARED 'x'",
    "ALTER TYPE e ADD VALUE 'b'",
    "LOCK TABLE t",
]


def test_what_the_server_refuses_in_a_transaction(postgresql: Database) -> None:
    engine = sa.create_engine(postgresql.url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (id INT PRIMARY KEY, a INT)")
        connection.exec_driver_sql("CREATE INDEX i ON t (a)")
        connection.exec_driver_sql("CREATE TABLE p (a INT) PARTITION BY RANGE (a)")
        connection.exec_driver_sql("CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (2)")
        connection.exec_driver_sql("CREATE TYPE e AS ENUM ('a')")
    for statement in STATEMENTS:
        sql = statement.format(database=engine.url.database)
        with engine.connect() as connection:
            (found,) = read(sql, "postgresql")
            assert _is_refused(connection, sql) is found.alone, sql
    engine.dispose()


def _is_refused(connection: sa.Connection, sql: str) -> bool:
    connection.exec_driver_sql("SELECT 1")
    try:
        connection.exec_driver_sql(sql)
    except sa.exc.DBAPIError as error:
        assert getattr(error.orig, "sqlstate", None) == "25001", sql
        return True
    return False


@pytest.mark.parametrize(
    ("sql", "alone"),
    [
        ("DROP SUBSCRIPTION s", True),
        ("ALTER SUBSCRIPTION s SET PUBLICATION p", True),
        ("ALTER SUBSCRIPTION s SET (slot_name = NONE)", False),
        ("ALTER SUBSCRIPTION s OWNER TO x", False),
        ("ALTER TABLESPACE x RENAME TO y", False),
        ("ALTER TABLE t DROP COLUMN concurrently", False),
        ('CREATE INDEX "CONCURRENTLY" ON t (a)', False),
    ],
)
def test_what_is_not_tried(sql: str, alone: bool) -> None:
    assert read(sql, "postgresql")[0].alone is alone
