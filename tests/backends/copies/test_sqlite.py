from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.backends.copies.copying import connected, copied, copies_at, run
from tests.servers.database import Database
from toolkit.backends.sql.values import Name

RICH = (
    """CREATE TABLE "or%ders :x ü" (id INTEGER PRIMARY KEY AUTOINCREMENT, [select] TEXT COLLATE NOCASE DEFAULT 'it''s 50% :a',
       g INTEGER GENERATED ALWAYS AS (id * 2) VIRTUAL, h INT AS (length([select])) STORED, j REAL NOT NULL ON CONFLICT IGNORE,
       CONSTRAINT "c:k" CHECK ("select" NOT LIKE '%:a''%s'), UNIQUE (j, h) ON CONFLICT REPLACE)""",
    'CREATE TABLE a_child (o INTEGER REFERENCES "or%ders :x ü" ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED, t ANY) STRICT',
    "CREATE TABLE bare (k TEXT PRIMARY KEY, v) WITHOUT ROWID",
    'CREATE UNIQUE INDEX "i%x" ON "or%ders :x ü" (lower([select]) COLLATE BINARY DESC, j) WHERE j > 3',
    "CREATE VIEW zz AS SELECT k, count(*) AS n FROM aa GROUP BY k",
    "CREATE VIEW aa AS SELECT * FROM bare WHERE v LIKE '%:a'",
    "CREATE TRIGGER \"t:r\" INSTEAD OF INSERT ON aa BEGIN INSERT INTO bare VALUES (NEW.k, '100%s :x'); END",
    "CREATE TRIGGER tt AFTER UPDATE OF v ON bare WHEN NEW.v <> OLD.v BEGIN DELETE FROM a_child; END",
    "CREATE VIRTUAL TABLE docs USING fts5(title, body, tokenize = 'porter ascii')",
    "CREATE VIRTUAL TABLE boxes USING rtree(id, x0, x1)",
    "INSERT INTO docs VALUES ('a', 'b')",
    "INSERT INTO \"or%ders :x ü\" ([select], j) VALUES ('x', 1)",
    "ANALYZE",
)


@pytest.fixture
def live(sqlite: Database) -> Iterator[sa.Connection]:
    with connected(sqlite) as connection:
        yield connection


def test_everything_is_copied_as_it_was_written(live: sa.Connection) -> None:
    run(live, *RICH)
    with copied(live) as copy:
        assert copy.told == []
        assert copy.changes() == []
        texts = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%' ORDER BY type, name"
        assert copy.shadow.exec_driver_sql(texts).all() == live.exec_driver_sql(texts).all()
        assert copy.shadow.exec_driver_sql("SELECT count(*) FROM bare").scalar() == 0
        assert len(copy.definitions) == 10


def test_what_a_change_of_the_table_reads_again_comes_with_it(live: sa.Connection) -> None:
    run(
        live,
        "CREATE TABLE wanted (a, b)",
        "CREATE TABLE log (a)",
        "CREATE TABLE far (a)",
        "CREATE TABLE writer (a)",
        "CREATE TABLE alone (a)",
        "CREATE TRIGGER t1 AFTER INSERT ON wanted BEGIN INSERT INTO log VALUES (NEW.a); END",
        "CREATE TRIGGER t2 AFTER INSERT ON writer BEGIN DELETE FROM wanted; END",
        "CREATE VIEW v AS SELECT wanted.a FROM wanted JOIN far USING (a)",
        "CREATE VIEW other AS SELECT * FROM alone",
    )
    with copied(live, Name(schema="main", name="WANTED")) as copy:
        assert copy.told == []
        assert copy.tables() == {"wanted", "log", "far", "writer"}
        assert copy.views() == {"v"}
        # Each of these fails where a view or trigger names what is not there.
        run(
            copy.shadow,
            "ALTER TABLE wanted RENAME b TO c",
            "ALTER TABLE wanted RENAME TO gone",
            "ALTER TABLE log ADD x",
        )
    assert copies_at(live).definitions(live, [Name(schema="attached", name="wanted")]) == []


def test_what_is_broken_is_copied_broken(live: sa.Connection) -> None:
    run(live, "CREATE TABLE a (x)", "CREATE VIEW v AS SELECT * FROM gone")
    with copied(live) as copy:
        assert copy.views() == {"v"}
        with pytest.raises(sa.exc.OperationalError, match="error in view v"):
            run(copy.shadow, "ALTER TABLE a RENAME TO b")


def test_a_module_that_is_not_there_is_told(live: sa.Connection) -> None:
    run(live, "CREATE TABLE a (x)", "PRAGMA writable_schema = 1")
    text = "CREATE VIRTUAL TABLE strange USING nomodule(a)"
    run(live, f"INSERT INTO sqlite_master VALUES ('table', 'strange', 'strange', 0, '{text}')")
    with copied(live) as copy:
        assert copy.tables() == {"a"}
        assert copy.told == ["The copy on the shadow lacks the table strange: no such module: nomodule."]
