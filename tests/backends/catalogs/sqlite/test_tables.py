"""Each facet of a table and its columns, changed by itself; what ALTER TABLE and batch rebuilds leave alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Integer, String

from tests.backends.catalogs.sqlite.reading import connected, facets, read, read_table, run, told
from toolkit.backends.catalogs.sqlite.names import names_of
from toolkit.backends.catalogs.sqlite.queries import rows_of
from toolkit.backends.catalogs.sqlite.reader import read_catalog
from toolkit.backends.catalogs.sqlite.tables import tables
from toolkit.catalog.comparison import compare

BEFORE = "CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR(20) NOT NULL DEFAULT 'x', b INT GENERATED ALWAYS AS (id * 2) STORED, c TEXT COLLATE NOCASE)"
A, B, C, ID = ("column", "a"), ("column", "b"), ("column", "c"), ("column", "id")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("VARCHAR(20)", "VARCHAR(21)", [(*A, "type")]),
        ("VARCHAR(20)", "TEXT", [(*A, "type")]),
        ("VARCHAR(20) ", "", [(*A, "type")]),
        (" NOT NULL", "", [(*A, "nullable")]),
        ("NOT NULL", "NOT NULL ON CONFLICT IGNORE", [(*A, "on_conflict")]),
        ("'x'", "'X'", [(*A, "default")]),
        (" DEFAULT 'x'", "", [(*A, "default")]),
        ("id * 2", "id * 3", [(*B, "computed")]),
        ("STORED", "VIRTUAL", [(*B, "computed_stored")]),
        (" STORED", "", [(*B, "computed_stored")]),
        (" GENERATED ALWAYS AS (id * 2) STORED", "", [(*B, "computed"), (*B, "computed_stored")]),
        ("NOCASE", "RTRIM", [(*C, "collation")]),
        (" COLLATE NOCASE", "", [(*C, "collation")]),
        ("PRIMARY KEY", "PRIMARY KEY AUTOINCREMENT", [(*ID, "autoincrement")]),
        ("NOCASE)", "NOCASE) STRICT", [("table", "t", "options")]),
        ("NOCASE)", "NOCASE) WITHOUT ROWID", [("table", "t", "options")]),
        ("NOCASE)", "NOCASE, d)", [("column", "d", None)]),
        ("a VARCHAR(20)", '"A " VARCHAR(20)', [(*A, None), ("column", "A ", None)]),
        ("TABLE t", "TABLE t2", [("table", "t", None), ("table", "t2", None)]),
    ],
)
def test_one_facet_by_itself(old: str, new: str, expected: list[object]) -> None:
    before = BEFORE.replace("VARCHAR(20)", "TEXT") if "STRICT" in new else BEFORE
    assert before.count(old) == 1
    assert facets(before, before.replace(old, new)) == expected


def test_the_order_of_columns() -> None:
    assert facets("CREATE TABLE t (a, b)", "CREATE TABLE t (b, a)") == [("table", "t", "column_order")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("INTEGER PRIMARY KEY", "integer NOT NULL PRIMARY KEY ASC"),
        ("VARCHAR(20)", "varchar ( 20 ) /* short */"),
        ("'x'", '"x"'),
        ("NOT NULL DEFAULT 'x'", "CONSTRAINT d DEFAULT 'x' CONSTRAINT nn NOT NULL ON CONFLICT ABORT"),
        ("GENERATED ALWAYS AS (id * 2)", "as(([ID]*2))"),
        ("TEXT COLLATE NOCASE", 'text default null collate "nocase" null'),
    ],
)
def test_what_means_the_same(old: str, new: str) -> None:
    assert BEFORE.count(old) == 1
    assert facets(BEFORE, BEFORE.replace(old, new)) == []


def test_an_integer_key_that_is_no_rowid() -> None:
    """https://www.sqlite.org/lang_createtable.html#rowid: DESC on the column makes it an ordinary key, which takes NULL."""
    assert read_table("CREATE TABLE t (id INTEGER PRIMARY KEY DESC)").columns[0].nullable
    assert not read_table("CREATE TABLE t (id INTEGER, PRIMARY KEY (id DESC))").columns[0].nullable
    assert facets("CREATE TABLE t (id INTEGER PRIMARY KEY)", "CREATE TABLE t (id INT PRIMARY KEY)") == [
        (*ID, "type"),
        (*ID, "nullable"),
    ]


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (
            [
                "CREATE TABLE t (a INT, b TEXT CHECK (b <> ''))",
                "ALTER TABLE t ADD COLUMN c INT DEFAULT 0 NOT NULL CHECK (c > -1)",
            ],
            "CREATE TABLE t (a INT, b TEXT, c INT NOT NULL DEFAULT (0), CHECK (b <> ''), CHECK (c > -1))",
        ),
        (
            [
                "CREATE TABLE t (x INT, b TEXT, CONSTRAINT ck CHECK (x > 0), UNIQUE (x))",
                "CREATE INDEX i ON t (lower(x)) WHERE x > 1",
                'ALTER TABLE t RENAME COLUMN x TO "a"',
            ],
            "CREATE TABLE t (a INT, b TEXT, CONSTRAINT ck CHECK (a > 0), UNIQUE (a)); CREATE INDEX i ON t (lower(a)) WHERE a > 1",
        ),
        (
            [
                "CREATE TABLE old (a INT CHECK (old.a > 0), up REFERENCES old (a))",
                "CREATE INDEX i ON old (a)",
                "CREATE TABLE u (a REFERENCES old (a))",
                "CREATE VIEW v AS SELECT old.a FROM old",
                "CREATE TRIGGER r AFTER INSERT ON old BEGIN UPDATE old SET a = new.a; END",
                "ALTER TABLE old RENAME TO t",
            ],
            (
                "CREATE TABLE t (a INT CHECK (a > 0), up REFERENCES t (a)); CREATE INDEX i ON t (a); CREATE TABLE u (a REFERENCES t (a)); CREATE VIEW v AS SELECT t.a FROM t;"
                "CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE t SET a = NEW.a; END"
            ),
        ),
        (
            ["CREATE TABLE t (a INT, gone TEXT DEFAULT ',', b TEXT, UNIQUE (b))", "ALTER TABLE t DROP COLUMN gone"],
            "CREATE TABLE t (a INT, b TEXT, UNIQUE (b))",
        ),
    ],
    ids=["add", "rename-column", "rename-table", "drop"],
)
def test_altered_and_made_anew_are_the_same(statements: list[str], expected: str) -> None:
    assert [told(change) for change in compare(read(expected), read(*(f"{one};" for one in statements)))] == []


def test_a_batch_rebuild_changes_what_it_was_asked_to() -> None:
    sql = (
        "CREATE TABLE o (id INTEGER NOT NULL, PRIMARY KEY (id));"
        "CREATE TABLE t (id INTEGER NOT NULL, a VARCHAR(20) DEFAULT 'x' NOT NULL, b INTEGER DEFAULT (1 + 1), c DATETIME DEFAULT CURRENT_TIMESTAMP,"
        "\n CONSTRAINT pk PRIMARY KEY (id),\n CONSTRAINT u UNIQUE (a),\n CONSTRAINT fk FOREIGN KEY (b) REFERENCES o (id) ON DELETE CASCADE);"
        "CREATE INDEX i ON t (a, b)"
    )
    with connected() as connection:
        run(connection, sql)
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("t", recreate="always") as batch:
            batch.alter_column("a", type_=String(30))
            batch.add_column(Column("d", Integer()))
        changes = [told(change) for change in compare(read(sql), read_catalog(connection))]
    assert changes == [("column", "a", "type"), ("column", "d", None)]


def test_a_virtual_table_is_its_definition() -> None:
    before = "CREATE VIRTUAL TABLE f USING fts5(a, tokenize='porter')"
    table = read_table(before, name="f")
    assert table.options == (("virtual", "fts5(a, tokenize = 'porter')"),)
    assert table.columns == ()
    assert facets(before, before.replace("porter", "ascii")) == [("table", "f", "options")]
    assert facets(before, "create virtual table [f] using FTS5( a,tokenize = 'porter' )") == []


@pytest.mark.parametrize(
    "stored",
    [
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b UNIQUE, c REFERENCES t (b), CHECK (",
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b UNIQUE, c REFERENCES t (b), d)",
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b, c REFERENCES t (b))",
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b UNIQUE, c)",
    ],
    ids=["broken", "other columns", "other keys", "other references"],
)
def test_a_text_that_does_not_fit_is_told_and_the_server_is_believed(stored: str) -> None:
    with connected() as connection:
        run(connection, "CREATE TABLE t (a INTEGER PRIMARY KEY, b UNIQUE, c REFERENCES t (b))")
        rows = rows_of(connection, "main", ())
    unread: list[str] = []
    objects = [row._replace(sql=stored) for row in rows.objects if row.kind == "table"]
    (table,) = tables(objects, replace(rows, objects=objects), names_of(rows), None, unread)
    assert [column.name for column in table.columns] == ["a", "b", "c"]
    assert table.primary_key is not None
    assert table.primary_key.columns == ("a",)
    assert [unique.columns for unique in table.uniques] == [("b",)]
    assert [key.referred_columns for key in table.foreign_keys] == [("b",)]
    assert len(unread) == 1
    assert "table t" in unread[0]
