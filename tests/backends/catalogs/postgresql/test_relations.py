"""What is set for a table, and what belongs to it, is seen."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.backends.catalogs.postgresql.reading import differences, read, table

ORDERS = """
CREATE TYPE pair AS (id int, note text);
CREATE TABLE orders (id int PRIMARY KEY, a int, note text);
CREATE POLICY own ON orders USING (a = 1);
CREATE RULE quiet AS ON DELETE TO orders DO INSTEAD NOTHING;
CREATE STATISTICS dependent (dependencies) ON a, note FROM orders;
CREATE INDEX ix ON orders (a); CREATE UNIQUE INDEX ux ON orders (id)
"""


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE orders SET UNLOGGED",
        "ALTER TABLE orders SET (fillfactor = 70)",
        "ALTER TABLE orders SET (toast.autovacuum_enabled = off)",
        "ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE orders FORCE ROW LEVEL SECURITY",
        "ALTER TABLE orders REPLICA IDENTITY FULL",
        "ALTER TABLE orders REPLICA IDENTITY NOTHING",
        "ALTER TABLE orders REPLICA IDENTITY USING INDEX ux",
        "ALTER TABLE orders CLUSTER ON ix",
        "ALTER TABLE orders DISABLE RULE quiet",
        "ALTER POLICY own ON orders USING (a = 2)",
        "ALTER POLICY own ON orders WITH CHECK (a = 2)",
        "ALTER POLICY own ON orders TO CURRENT_USER",
        "DROP POLICY own ON orders; CREATE POLICY own ON orders FOR SELECT USING (a = 1)",
        "DROP POLICY own ON orders; CREATE POLICY own ON orders AS RESTRICTIVE USING (a = 1)",
        "DROP POLICY own ON orders",
        "COMMENT ON POLICY own ON orders IS 'x'",
        "CREATE OR REPLACE RULE quiet AS ON DELETE TO orders WHERE old.a > 1 DO INSTEAD NOTHING",
        "COMMENT ON RULE quiet ON orders IS 'x'",
        "DROP STATISTICS dependent",
        "DROP STATISTICS dependent; CREATE STATISTICS dependent (ndistinct) ON a, note FROM orders",
        "ALTER STATISTICS dependent SET STATISTICS 500",
        "COMMENT ON STATISTICS dependent IS 'x'",
    ],
)
def test_an_option(connection: sa.Connection, change: str) -> None:
    setup = ORDERS.replace("note text);\nCREATE POLICY", "note text NOT NULL);\nCREATE POLICY")
    assert differences(connection, setup, change) == {"table orders options"}


def test_how_options_are_told(connection: sa.Connection) -> None:
    catalog = read(
        connection, ORDERS, "ALTER TABLE orders SET (fillfactor = 70)", "ALTER POLICY own ON orders WITH CHECK (a = 2)"
    )
    assert dict(table(catalog).options) == {
        "fillfactor": "70",
        "policy own": "PERMISSIVE ALL TO PUBLIC USING ((a = 1)) WITH CHECK ((a = 2))",
        "rule quiet": "CREATE RULE quiet AS\n    ON DELETE TO orders DO INSTEAD NOTHING;",
        "statistics dependent": "(dependencies) ON a, note FROM orders",
    }


def test_a_table_of_a_type(connection: sa.Connection) -> None:
    change = "DROP TABLE orders; CREATE TABLE orders OF pair (PRIMARY KEY (id))"
    setup = "CREATE TYPE pair AS (id int, note text); CREATE TABLE orders (id int PRIMARY KEY, note text)"
    assert differences(connection, setup, change) == {"table orders options"}


def test_a_foreign_table(connection: sa.Connection) -> None:
    setup = """CREATE EXTENSION file_fdw; CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
    CREATE FOREIGN TABLE orders (a int, b int) SERVER files OPTIONS (filename '/x', format 'csv')"""
    assert differences(connection, setup, "ALTER FOREIGN TABLE orders OPTIONS (SET filename '/y')") == {
        "table orders options"
    }
    assert differences(connection, "SELECT 1", "ALTER FOREIGN TABLE orders ALTER b OPTIONS (force_null 'true')") == {
        "table orders options"
    }


def test_a_tablespace_and_an_access_method(connection: sa.Connection) -> None:
    change = "UPDATE pg_class SET reltablespace = (SELECT oid FROM pg_tablespace WHERE spcname = 'pg_global') WHERE relname = 'orders'"
    assert differences(connection, ORDERS, change) == {"table orders options"}
    method = (
        "CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler; ALTER TABLE orders SET ACCESS METHOD heap2"
    )
    change = "UPDATE pg_class SET reltablespace = 0 WHERE relname = 'orders'"
    assert differences(connection, change, method) == {"table orders options"}
