from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from tests.backends.trash.sqlite.desk import desk_in
from tests.servers.database import Database
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.sqlite.schema import (
    affinity,
    columns_of,
    find_table,
    key_of,
    rehearsed,
    rowid_of,
    takes_name,
    version,
)


@pytest.mark.parametrize(
    ("table", "key", "rowid"),
    [
        ("CREATE TABLE t (id INTEGER PRIMARY KEY, x)", ["id"], "rowid"),
        ("CREATE TABLE t (x, b, a, PRIMARY KEY (a, B))", ["a", "b"], "rowid"),
        ("CREATE TABLE t (rowid, x)", [], "_rowid_"),
        ("CREATE TABLE t (RowId, _rowid_)", [], "oid"),
        ("CREATE TABLE t (rowid, _rowid_, oid)", [], None),
        ("CREATE TABLE t (id INTEGER PRIMARY KEY, x) WITHOUT ROWID", ["id"], None),
        ("CREATE TABLE t (x, y, PRIMARY KEY (y, x)) WITHOUT ROWID", ["y", "x"], None),
    ],
)
def test_keys(sqlite: Database, table: str, key: list[str], rowid: str | None) -> None:
    with desk_in(sqlite.url, table) as desk:
        found = find_table(desk.connection, Name(name="T"))
        assert found is not None
        columns = columns_of(desk.connection, found)
        assert key_of(columns) == key
        assert rowid_of(desk.connection, found, columns) == rowid


def test_a_temporary_table_does_not_hide_it(sqlite: Database) -> None:
    with desk_in(sqlite.url, "CREATE TABLE t (a, g AS (a))", "CREATE TEMP TABLE t (b)") as desk:
        found = find_table(desk.connection, Name(name="t"))
        assert found is not None
        assert [column.is_generated for column in columns_of(desk.connection, found).values()] == [False, True]
        assert find_table(desk.connection, Name(schema="nowhere", name="t")) is None


def test_triggers_have_names_of_their_own(sqlite: Database) -> None:
    statements = ("CREATE TABLE t (a)", "CREATE TRIGGER tg AFTER INSERT ON t BEGIN SELECT 1; END")
    with desk_in(sqlite.url, *statements) as desk:
        assert takes_name(desk.connection, "main", "T", trigger=False)
        assert not takes_name(desk.connection, "main", "t", trigger=True)
        assert takes_name(desk.connection, "main", "TG", trigger=True)
        assert not takes_name(desk.connection, "main", "tg", trigger=False)


@pytest.mark.parametrize("kind", ["", "int", "BIGINT", "CHARINT", "varchar(3)", "clob", "blob", "real", "DOUBLE", "FLOATING POINT", "DECIMAL", "any"])  # fmt: skip
def test_a_type_that_is_treated_alike(sqlite: Database, kind: str) -> None:
    values = "('1'), ('1.5'), (2), (2.5), (x'31'), ('x'), (3.0)"
    with desk_in(sqlite.url, f"CREATE TABLE t (a {kind})", f"CREATE TABLE u (a {affinity(kind)})") as desk:
        if kind == "any":
            assert affinity(kind) == ""
            return
        for table in "tu":
            desk.run(f"INSERT INTO {table} VALUES {values}")
        stored = "SELECT typeof(a), quote(a) FROM {}"
        assert desk.rows(stored.format("t")) == desk.rows(stored.format("u"))


def test_a_rehearsal_leaves_nothing_and_no_transaction(sqlite: Database) -> None:
    with desk_in(sqlite.url, "CREATE TABLE t (a)") as desk:
        desk.run("INSERT INTO t VALUES (1)")
        for _ in range(2):
            with rehearsed(desk.connection):
                desk.run("DROP TABLE t")
            with pytest.raises(OperationalError), rehearsed(desk.connection):
                desk.run("DELETE FROM t", "DROP TABLE no")
            assert desk.rows("SELECT * FROM t") == [(1,)]
            desk.connection.commit()
        driver = desk.connection.connection.driver_connection
        assert driver is not None
        assert not driver.in_transaction


def test_version(sqlite: Database) -> None:
    with desk_in(sqlite.url) as desk:
        assert version(desk.connection) >= (3, 35)
