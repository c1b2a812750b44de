from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.exc import OperationalError

from tests.backends.trash.sqlite.desk import KEPT, desk_in
from tests.servers.database import Database
from toolkit.backends.sql.values import Name
from toolkit.errors import CommandRefused

VALUES = "(NULL), (1), (1.5), ('1'), ('1.0'), (x'00ff'), ('it''s'), (9223372036854775807), (1e300), (-0.0), ('')"
TYPES = ["", "TEXT", "INTEGER", "REAL", "NUMERIC", "BLOB", "VARCHAR(10) COLLATE NOCASE", "DATETIME", "[my type] (1, 2)"]
STORED = "SELECT typeof(c), hex(c), quote(c) FROM t ORDER BY {}"


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize(
    ("table", "order"),
    [
        ("CREATE TABLE t (id INTEGER PRIMARY KEY, c {})", "id"),
        ("CREATE TABLE t (other, c {})", "rowid"),
        ("CREATE TABLE t (id TEXT DEFAULT (hex(randomblob(8))), n DEFAULT 1, c {}, PRIMARY KEY (n, id))", "n, id"),
        ("CREATE TABLE t (id TEXT DEFAULT (hex(randomblob(8))) PRIMARY KEY, c {}) WITHOUT ROWID", "id"),
        ("CREATE TABLE t (id INT DEFAULT ('k' || hex(randomblob(8))) PRIMARY KEY, c {})", "id"),
        ("CREATE TABLE t (id REAL DEFAULT (random() / 7.0) PRIMARY KEY, rowid, oid, c {})", "id"),
    ],
)
def test_values_come_back_as_they_were_stored(sqlite: Database, table: str, order: str, kind: str) -> None:
    with desk_in(sqlite.url, table.format(kind), f"INSERT INTO t (c) VALUES {VALUES}") as desk:
        before, types = desk.rows(STORED.format(order)), desk.rows("SELECT name, type FROM pragma_table_xinfo('t')")
        entry = desk.moves_column("t", "C")
        assert not desk.trash.exists(desk.connection, Name(name="t"), "c")
        assert desk.trash.find(desk.connection, entry) == Name(name="t")
        came = desk.returns(entry)
        assert desk.rows(STORED.format(order)) == before
        assert desk.rows("SELECT name, type FROM pragma_table_xinfo('t')") == types
        assert not desk.trash.exists(desk.connection, Name(name=KEPT), None)
        assert [note for note in came.notes if "rowid" not in note] == []


def test_rows_written_meanwhile_keep_theirs(sqlite: Database) -> None:
    statements = (
        "CREATE TABLE t (id INTEGER PRIMARY KEY, c TEXT DEFAULT 'none')",
        "INSERT INTO t VALUES (1, 'one'), (2, NULL), (3, 'three')",
        "CREATE TABLE log (x)",
        "CREATE TRIGGER changed AFTER UPDATE ON t BEGIN INSERT INTO log VALUES (new.id); END",
    )
    with desk_in(sqlite.url, *statements) as desk:
        triggers = {row for row in desk.schema() if row[0] == "trigger"}
        entry = desk.moves_column("t", "c")
        desk.run("DELETE FROM t WHERE id = 3", "INSERT INTO t VALUES (4)")
        desk.returns(entry, "TEXT DEFAULT 'none'")
        assert desk.rows("SELECT * FROM t ORDER BY id") == [(1, "one"), (2, None), (4, "none")]
        assert desk.rows("SELECT * FROM log") == []
        assert {row for row in desk.schema() if row[0] == "trigger"} == triggers


def test_a_column_that_is_there_already_is_only_filled(sqlite: Database) -> None:
    with desk_in(sqlite.url, "CREATE TABLE t (id INTEGER PRIMARY KEY, c)", "INSERT INTO t VALUES (1, 'one')") as desk:
        entry = desk.moves_column("t", "c")
        desk.run("ALTER TABLE t ADD COLUMN c", "INSERT INTO t VALUES (2, 'two')")
        came = desk.returns(entry)
        assert desk.rows("SELECT * FROM t") == [(1, "one"), (2, "two")]
        assert not any("ADD COLUMN" in step for step in came.steps)


def test_the_key_is_of_no_case_where_it_was_not_but_the_values_find_their_rows(sqlite: Database) -> None:
    statements = (
        "CREATE TABLE t (id TEXT COLLATE NOCASE, n INT, c, PRIMARY KEY (id, n))",
        "INSERT INTO t VALUES ('a', 1, 'x'), ('B', 'word', 'y'), (NULL, 1, 'z'), (NULL, 1, 'w')",
    )
    with desk_in(sqlite.url, *statements) as desk:
        entry = desk.moves_column("t", "c")
        # With NULL in it, a primary key tells no rows apart.
        assert entry.record["key"] == []
        desk.returns(entry)
        desk.run("DELETE FROM t WHERE id IS NULL")
        entry = desk.moves_column("t", "c", kept="tktrash_2")
        assert entry.record["key"] == ["id", "n"]
        desk.returns(entry)
        assert desk.rows("SELECT c FROM t ORDER BY 1") == [("x",), ("y",)]


def test_refusals_are_the_servers(sqlite: Database) -> None:
    statements = ("CREATE TABLE t (id INTEGER PRIMARY KEY, c UNIQUE)", "CREATE VIEW v AS SELECT 1 AS c")
    with desk_in(sqlite.url, *statements) as desk:
        for table, column, words in (
            ("t", "id", "cannot drop PRIMARY KEY column"),
            ("t", "c", "cannot drop UNIQUE column"),
            ("t", "no", "no such column"),
            ("v", "c", "cannot drop column from view"),
            ("nowhere", "c", "no such table"),
        ):
            desk.run("SAVEPOINT before")
            with pytest.raises(OperationalError, match=words):
                desk.moves_column(table, column)
            desk.run("ROLLBACK TO before")


def test_rows_without_any_key(sqlite: Database) -> None:
    table = "CREATE TABLE t (rowid, oid, _rowid_, c)"
    with desk_in(sqlite.url, table) as desk, pytest.raises(CommandRefused, match=r"t\.c cannot be moved"):
        desk.moves_column("t", "c")


def test_the_table_or_the_key_is_gone(sqlite: Database) -> None:
    table = "CREATE TABLE t (id INT PRIMARY KEY, c)"
    with desk_in(sqlite.url, table, "INSERT INTO t VALUES (1, 2)") as desk:
        entry = desk.moves_column("t", "c")
        moved = desk.moves("t", kept="tktrash_table")
        assert desk.trash.find(desk.connection, entry) == Name(name=KEPT)
        with pytest.raises(CommandRefused, match="there is no table t"):
            desk.trash.return_column(desk.connection, replace(entry, table=Name(name=KEPT)), "")
        desk.run("CREATE TABLE t (other INT)")
        with pytest.raises(CommandRefused, match="its values are kept by id"):
            desk.trash.return_column(desk.connection, entry, "")
        desk.run("DROP TABLE t")
        desk.returns(moved)
        desk.run("ALTER TABLE t RENAME TO u")
        desk.returns(replace(entry, table=Name(name="u"), column="d"))
        assert desk.rows("SELECT id, d FROM u") == [(1, 2)]
        with pytest.raises(CommandRefused, match="not in the database any more"):
            desk.trash.return_column(desk.connection, entry, "")


def test_by_rowid_it_is_told(sqlite: Database) -> None:
    with desk_in(sqlite.url, "CREATE TABLE t (x, c)", "INSERT INTO t VALUES (1, 2), (3, 4)") as desk:
        assert "VACUUM" in desk.returns(desk.moves_column("t", "c")).notes[0]
        assert desk.rows("SELECT * FROM t") == [(1, 2), (3, 4)]


def test_generated_columns(sqlite: Database) -> None:
    with desk_in(sqlite.url, "CREATE TABLE t (x INT, c AS (x * 2) VIRTUAL)", "INSERT INTO t VALUES (4)") as desk:
        came = desk.returns(desk.moves_column("t", "c"))
        assert desk.rows("SELECT * FROM t") == [(4, 8)]
        assert not any("UPDATE" in step for step in came.steps)


def test_an_attached_database(sqlite: Database, make_database) -> None:
    other = make_database("sqlite").url.removeprefix("sqlite:///")
    statements = (
        f"ATTACH DATABASE '{other}' AS other",
        "CREATE TABLE other.t (id INTEGER PRIMARY KEY, c)",
        "INSERT INTO other.t VALUES (1, 2)",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, c)",
    )
    with desk_in(sqlite.url, *statements) as desk:
        before = desk.schema()
        entry = desk.moves_column(Name(schema="other", name="t"), "c")
        assert desk.schema() == before
        desk.returns(entry)
        assert desk.rows("SELECT * FROM other.t") == [(1, 2)]


def test_many_rows_take_no_time(sqlite: Database) -> None:
    fill = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) INSERT INTO t SELECT "
    for table, values in (
        ("CREATE TABLE t (id INTEGER PRIMARY KEY, c)", "i, i FROM n"),
        ("CREATE TABLE t (id VARCHAR(9) COLLATE NOCASE, n NUMERIC, c, PRIMARY KEY (id, n))", "'k' || i, i, i FROM n"),
    ):
        with desk_in(sqlite.url, "DROP TABLE IF EXISTS t", table, fill + values) as desk:
            # One look at all rows for each row would take minutes.
            desk.returns(desk.moves_column("t", "c"))
            assert desk.value("SELECT sum(c) FROM t") == 60000 * 60001 // 2
