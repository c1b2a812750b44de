from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from tests.backends.trash.sqlite.desk import KEPT, Desk, desk_in
from tests.servers.database import Database
from toolkit.backends.sql.values import Name

MODULES = {
    "fts5": ("CREATE VIRTUAL TABLE t USING fts5(a, b)", "INSERT INTO t VALUES ('some words', 'more')"),
    "fts4": ('CREATE VIRTUAL TABLE "t" USING fts4(a, b)', "INSERT INTO t VALUES ('some words', 'more')"),
    "rtree": ("CREATE VIRTUAL TABLE t USING rtree(id, a, b)", "INSERT INTO t VALUES (1, 2, 3)"),
}


def has_module(name: str) -> bool:
    connection = sqlite3.connect(":memory:")
    found = connection.execute("SELECT 1 FROM pragma_module_list WHERE name = ?", (name,)).fetchone()
    connection.close()
    return found is not None


@pytest.mark.parametrize("module", MODULES)
def test_its_shadows_go_and_come_with_it(sqlite: Database, module: str) -> None:
    if not has_module(module):
        pytest.skip(f"SQLite was built without {module}")
    with desk_in(sqlite.url, *MODULES[module], "CREATE TABLE t_of_ours (x)") as desk:
        before, rows = desk.schema(), desk.rows("SELECT * FROM t")
        entry = desk.moves("t")
        assert {row[1] for row in desk.schema() if not str(row[2]).startswith(KEPT)} == {"t_of_ours"}
        rows_kept, size = desk.trash.size(desk.connection, entry)
        assert rows_kept == 1
        assert size is None or size >= 3 * 4096
        desk.run(MODULES[module][0])
        desk.run("DROP TABLE t")
        desk.returns(entry)
        assert desk.schema() == before
        assert desk.rows("SELECT * FROM t") == rows
        if module.startswith("fts"):
            assert desk.rows("SELECT a FROM t WHERE t MATCH 'words'") == [("some words",)]
            desk.run("INSERT INTO t VALUES ('words again', '')")
            assert len(desk.rows("SELECT a FROM t WHERE t MATCH 'words'")) == 2


def test_words_of_a_table_that_is_gone(sqlite: Database) -> None:
    if not has_module("fts5"):
        pytest.skip("SQLite was built without fts5")
    statements = ("CREATE TABLE texts (a)", "CREATE VIRTUAL TABLE t USING fts5(a, content=texts)")
    with desk_in(sqlite.url, *statements) as desk:
        before = desk.schema()
        texts = desk.moves("texts", kept="tktrash_texts")
        entry = desk.moves("t")
        desk.returns(entry)
        desk.returns(texts)
        assert desk.schema() == before


def test_a_module_that_is_not_loaded(sqlite: Database) -> None:
    if not has_module("fts5"):
        pytest.skip("SQLite was built without fts5")
    with desk_in(sqlite.url, "CREATE VIRTUAL TABLE t USING fts5(a)") as desk:
        desk.run(
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_master SET sql = 'CREATE VIRTUAL TABLE t USING gone(a)' WHERE name = 't'",
            "PRAGMA writable_schema = OFF",
        )
        desk.connection.commit()
    engine = create_engine(sqlite.url)
    with engine.connect() as connection:
        desk = Desk(connection)
        with pytest.raises(OperationalError, match="no such module: gone"):
            desk.moves("t")
        assert desk.trash.exists(connection, Name(name="t_data"), None)
    engine.dispose()
