from __future__ import annotations

from dataclasses import replace

from tests.backends.trash.sqlite.desk import KEPT, desk_in
from tests.servers.database import Database
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import Trash
from toolkit.backends.trash.sqlite import SQLiteTrash


def test_it_is_a_trash() -> None:
    trash: Trash = SQLiteTrash()
    assert trash is not None


def test_what_is_there(sqlite: Database) -> None:
    statements = (
        "CREATE TABLE t (a, b AS (a))",
        "CREATE VIEW v AS SELECT 1 AS a",
        "CREATE TEMP TABLE passing (a)",
        "ATTACH DATABASE ':memory:' AS other",
        "CREATE TABLE other.far (a)",
    )
    with desk_in(sqlite.url, *statements) as desk:

        def exists(name: str, column: str | None = None, schema: str | None = None) -> bool:
            return desk.trash.exists(desk.connection, Name(schema=schema, name=name), column)

        assert exists("T")
        assert exists("t", "A")
        assert exists("t", "b")
        assert exists("far")
        assert exists("far", "a", "OTHER")
        assert not exists("t", "c")
        assert not exists("t", None, "other")
        assert not exists("v")
        assert not exists("passing")
        assert desk.trash.is_temporary(desk.connection, Name(name="Passing"))
        assert desk.trash.is_temporary(desk.connection, Name(schema="temp", name="passing"))
        assert not desk.trash.is_temporary(desk.connection, Name(schema="main", name="passing"))
        assert not desk.trash.is_temporary(desk.connection, Name(name="t"))
        assert desk.trash.is_empty(desk.connection, Name(name="t"))
        desk.run("INSERT INTO t VALUES (1)")
        assert not desk.trash.is_empty(desk.connection, Name(name="t"))


def test_a_table_is_purged(sqlite: Database) -> None:
    table = "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a BLOB UNIQUE, up REFERENCES t ON DELETE RESTRICT)"
    rows = "INSERT INTO t VALUES (1, zeroblob(40000), NULL), (2, NULL, 1)"
    with desk_in(sqlite.url, table, rows, foreign_keys=True) as desk:
        desk.run("UPDATE t SET up = NULL")
        entry = desk.moves("t")
        desk.run(f"UPDATE {KEPT} SET up = id")
        assert desk.trash.find(desk.connection, entry) == Name(name=KEPT)
        rows_kept, size = desk.trash.size(desk.connection, entry)
        assert rows_kept == 2
        assert size is None or size > 80000
        desk.run(*desk.trash.purge(desk.connection, entry))
        assert desk.trash.find(desk.connection, entry) is None
        assert desk.trash.size(desk.connection, entry) == (None, None)
        assert desk.trash.purge(desk.connection, entry) == ()
        assert desk.rows("SELECT * FROM sqlite_sequence") == []


def test_a_column_is_purged(sqlite: Database) -> None:
    with desk_in(sqlite.url, "CREATE TABLE t (a, b)", "INSERT INTO t VALUES (1, 2), (3, NULL)") as desk:
        entry = desk.moves_column("t", "b")
        assert desk.trash.size(desk.connection, entry)[0] == 1
        assert desk.trash.find(desk.connection, entry) == Name(name="t")
        assert desk.trash.find(desk.connection, replace(entry, table=Name(name="u"))) == Name(name=KEPT)
        desk.run(*desk.trash.purge(desk.connection, entry))
        assert desk.trash.find(desk.connection, entry) is None
        assert {row[1] for row in desk.schema()} == {"t"}
