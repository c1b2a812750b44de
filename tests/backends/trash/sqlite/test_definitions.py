from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from tests.backends.trash.sqlite.desk import desk_in
from tests.servers.database import Database

ROWS = "INSERT INTO t (id, c) VALUES (1, 10), (2, 20)"


def definition_now(text: object) -> str:
    return str(text).split("c ", 1)[1].removesuffix(")")


@pytest.mark.parametrize(
    "definition",
    [
        "INTEGER NOT NULL",
        "INT CONSTRAINT filled NOT NULL ON CONFLICT FAIL CHECK (c > 0)",
        "DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL",
        "INT DEFAULT (abs(-5)) CHECK (c <> 7)",
        "INT DEFAULT -5 NOT NULL",
        "INT NOT NULL DEFAULT +1",
        "INT REFERENCES p (id) ON DELETE CASCADE DEFAULT 10",
        "INT COLLATE NOCASE",
    ],
)
def test_a_definition_comes_back_whole(sqlite: Database, definition: str) -> None:
    statements = ("CREATE TABLE p (id INTEGER PRIMARY KEY)", "INSERT INTO p VALUES (10), (20)")
    table = f"CREATE TABLE t (id INTEGER PRIMARY KEY, c {definition})"
    with desk_in(sqlite.url, *statements, table, ROWS, foreign_keys=True) as desk:
        before = desk.schema()
        came = desk.returns(desk.moves_column("t", "c"))
        assert came.notes == ()
        assert desk.schema() == before
        assert desk.rows("SELECT * FROM t") == [(1, 10), (2, 20)]
        if "NOT NULL" in definition:
            with pytest.raises(IntegrityError, match="NOT NULL"):
                desk.run("UPDATE t SET c = NULL")


def test_not_null_stays_away_where_rows_have_no_value(sqlite: Database) -> None:
    table = "CREATE TABLE t (id INTEGER PRIMARY KEY, c INT NOT NULL)"
    with desk_in(sqlite.url, table, ROWS) as desk:
        entry = desk.moves_column("t", "c")
        desk.run("INSERT INTO t VALUES (3), (4)")
        came = desk.returns(entry, "INT DEFAULT CURRENT_TIMESTAMP NOT NULL")
        assert came.notes == ("t.c came back without NOT NULL: 2 rows have no value for it.",)
        assert desk.rows("SELECT c FROM t") == [(10,), (20,), (None,), (None,)]
        text = desk.value("SELECT sql FROM sqlite_master WHERE name = 't'")
        assert definition_now(text).split() == ["INT", "DEFAULT", "CURRENT_TIMESTAMP"]


@pytest.mark.parametrize(
    ("definition", "left_out", "now"),
    [
        ("INT UNIQUE ON CONFLICT IGNORE NOT NULL", "UNIQUE", "INT NOT NULL"),
        ("INT PRIMARY KEY DESC ON CONFLICT ABORT CHECK (c > 0)", "PRIMARY KEY", "INT CHECK (c > 0)"),
    ],
)
def test_what_cannot_be_added_is_told(sqlite: Database, definition: str, left_out: str, now: str) -> None:
    with desk_in(sqlite.url, "CREATE TABLE t (id, c INT)", ROWS) as desk:
        came = desk.returns(desk.moves_column("t", "c"), definition)
        assert came.notes[0].startswith(f"t.c came back without {left_out}: ")
        assert desk.rows("SELECT * FROM t") == [(1, 10), (2, 20)]
        text = desk.value("SELECT sql FROM sqlite_master WHERE name = 't'")
        assert definition_now(text).split() == now.split()


def test_stored_comes_back_as_virtual(sqlite: Database) -> None:
    table = "CREATE TABLE t (id INT, c INT GENERATED ALWAYS AS (id * 10) STORED)"
    with desk_in(sqlite.url, table, "INSERT INTO t VALUES (1)") as desk:
        came = desk.returns(desk.moves_column("t", "c"))
        assert came.notes[0] == "t.c came back as VIRTUAL: SQLite adds no STORED column to a table."
        assert desk.rows("SELECT * FROM t") == [(1, 10)]


def test_a_definition_that_is_wrong_is_refused_by_the_server(sqlite: Database) -> None:
    with desk_in(sqlite.url, "CREATE TABLE t (id, c INT)", ROWS) as desk:
        entry = desk.moves_column("t", "c")
        with pytest.raises(OperationalError, match="syntax error"):
            desk.returns(entry, "INT NOT NULL CHECK CHECK")


def test_before_the_constraints_of_the_table(sqlite: Database) -> None:
    table = "CREATE TABLE t (id INT, c INT NOT NULL -- why\n, UNIQUE (id), CHECK (id > 0))"
    with desk_in(sqlite.url, table, ROWS) as desk:
        assert desk.returns(desk.moves_column("t", "c")).notes == (
            "The values of t.c came back by rowid: VACUUM gives rows others, so if it was run meanwhile, look at them.",
        )
        assert desk.rows("SELECT name, \"notnull\" FROM pragma_table_info('t')") == [("id", 0), ("c", 1)]
