"""What counts, and how its names are spelled."""

from __future__ import annotations

import sqlite3

import pytest

from tests.backends.catalogs.sqlite.reading import connected, read, run
from toolkit.backends.catalogs.sqlite.names import names_of, objects_that_count
from toolkit.backends.catalogs.sqlite.queries import Rows, rows_of, shadows
from toolkit.backends.catalogs.sqlite.tokens import tokens_of

MODULES = {
    "fts3": "CREATE VIRTUAL TABLE f USING fts3(a)",
    "fts4": "CREATE VIRTUAL TABLE f USING fts4(a)",
    "fts5": "CREATE VIRTUAL TABLE f USING fts5(a)",
    "rtree": "CREATE VIRTUAL TABLE f USING rtree(id, x, y)",
}


def rows(script: str, *, knows_shadows: bool = True) -> Rows:
    with connected() as connection:
        try:
            run(connection, script)
        except sqlite3.OperationalError as error:
            pytest.skip(str(error))
        return rows_of(connection, "main", shadows(connection) if knows_shadows else ())


@pytest.mark.parametrize("module", sorted(MODULES))
@pytest.mark.parametrize("knows_shadows", [True, False], ids=["told", "guessed"])
def test_tables_of_modules_do_not_count(module: str, knows_shadows: bool) -> None:
    found = rows(MODULES[module] + "; CREATE TABLE f_mine (a)", knows_shadows=knows_shadows)
    assert [row.name for row in objects_that_count(found)] == ["f", "f_mine"]


def test_the_server_s_own_do_not_count() -> None:
    found = rows(
        "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a UNIQUE); CREATE INDEX i ON t (a); INSERT INTO t (a) VALUES (1); ANALYZE;"
    )
    assert {row.name for row in found.objects} > {"sqlite_sequence", "sqlite_stat1", "sqlite_autoindex_t_1"}
    assert [row.name for row in objects_that_count(found)] == ["t", "i"]


def test_a_table_like_sqlite_counts() -> None:
    assert [table.name for table in read('CREATE TABLE sqlitex (a); CREATE TABLE "sql%_" (a)').tables] == [
        "sql%_",
        "sqlitex",
    ]


def test_names_are_found_in_any_case() -> None:
    names = names_of(
        rows('CREATE TABLE "Äpfel" (Id INTEGER PRIMARY KEY, Farbe); CREATE TABLE w (b, a, PRIMARY KEY (a, b))')
    )
    assert names.table("ÄPFEL") == "Äpfel"
    assert names.table("äpfel") == "äpfel"
    assert names.column("äpfel", "x") == "x"
    assert names.column("W", "A") == "a"
    assert names.keys["w"] == ["a", "b"]


def test_only_what_a_text_mentions_is_in_its_scope() -> None:
    names = names_of(rows("CREATE TABLE T (Id); CREATE TABLE u (other)"))
    assert names.scope(tokens_of("SELECT 1 FROM t")).names == {"t": "T", "id": "Id"}
