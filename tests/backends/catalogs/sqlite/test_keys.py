"""Each facet of keys, foreign keys and checks, changed by itself."""

from __future__ import annotations

import pytest

from tests.backends.catalogs.sqlite.reading import facets, read_table
from toolkit.backends.catalogs.sqlite.create_table import KeyPart
from toolkit.backends.catalogs.sqlite.keys import keys_of_indexes
from toolkit.backends.catalogs.sqlite.queries import ColumnRow, PartRow

OTHERS = "CREATE TABLE o (x, y, PRIMARY KEY (x, y)); CREATE TABLE o2 (x, y, PRIMARY KEY (x, y));"
BEFORE = (
    OTHERS + "CREATE TABLE t (a, b, c, CONSTRAINT pk PRIMARY KEY (a, b), CONSTRAINT u UNIQUE (b, c),"
    " CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES o (x, y), CONSTRAINT ck CHECK (a > 0))"
)
PK, UNIQUE, FOREIGN, CHECK = ("primary key", "pk"), ("unique", "u"), ("foreign key", "fk"), ("check", "ck")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("PRIMARY KEY (a, b)", "PRIMARY KEY (b, a)", [(*PK, "columns")]),
        ("PRIMARY KEY (a, b)", "PRIMARY KEY (a)", [(*PK, "columns")]),
        ("KEY (a, b),", "KEY (a, b DESC),", [(*PK, "columns")]),
        ("KEY (a, b),", "KEY (a, b COLLATE NOCASE),", [(*PK, "columns")]),
        ("KEY (a, b),", "KEY (a, b) ON CONFLICT IGNORE,", [(*PK, "on_conflict")]),
        ("CONSTRAINT pk ", "", [(*PK, "name")]),
        ("CONSTRAINT pk PRIMARY KEY (a, b),", "", [(*PK, None)]),
        ("UNIQUE (b, c)", "UNIQUE (c, b)", [(*UNIQUE, "columns")]),
        ("UNIQUE (b, c)", "UNIQUE (b, c COLLATE RTRIM)", [(*UNIQUE, "columns")]),
        ("UNIQUE (b, c)", "UNIQUE (b DESC, c)", [(*UNIQUE, "columns")]),
        ("UNIQUE (b, c)", "UNIQUE (b, c) ON CONFLICT REPLACE", [(*UNIQUE, "on_conflict")]),
        ("CONSTRAINT u UNIQUE (b, c),", "", [(*UNIQUE, None)]),
        ("CONSTRAINT u ", "CONSTRAINT v ", [(*UNIQUE, None), ("unique", "v", None)]),
        ("CONSTRAINT u ", "CONSTRAINT U ", [(*UNIQUE, None), ("unique", "U", None)]),
        ("KEY (a, b) REFERENCES", "KEY (a, c) REFERENCES", [(*FOREIGN, "columns")]),
        ("REFERENCES o (", "REFERENCES o2 (", [(*FOREIGN, "referred_table")]),
        ("o (x, y),", "o (y, x),", [(*FOREIGN, "referred_columns")]),
        ("o (x, y),", "o (x, y) ON DELETE CASCADE,", [(*FOREIGN, "on_delete")]),
        ("o (x, y),", "o (x, y) ON UPDATE SET NULL,", [(*FOREIGN, "on_update")]),
        ("o (x, y),", "o (x, y) MATCH FULL,", [(*FOREIGN, "match")]),
        ("o (x, y),", "o (x, y) DEFERRABLE,", [(*FOREIGN, "deferrable")]),
        ("o (x, y),", "o (x, y) DEFERRABLE INITIALLY DEFERRED,", [(*FOREIGN, "deferrable")]),
        ("CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES o (x, y),", "", [(*FOREIGN, None)]),
        ("a > 0", "a >= 0", [(*CHECK, "expression")]),
        (", CONSTRAINT ck CHECK (a > 0)", "", [(*CHECK, None)]),
        ("CONSTRAINT ck ", "", [(*CHECK, None), ("check", "(unnamed)", None)]),
    ],
)
def test_one_facet_by_itself(old: str, new: str, expected: list[object]) -> None:
    assert BEFORE.count(old) == 1
    assert facets(BEFORE, BEFORE.replace(old, new)) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("KEY (a, b),", 'KEY (A ASC, "b") ON CONFLICT ABORT,'),
        ("UNIQUE (b, c)", "unique([b] COLLATE BINARY,`c`)"),
        ("REFERENCES o (x, y)", "REFERENCES O (X, 'y') ON DELETE NO ACTION MATCH SIMPLE NOT DEFERRABLE"),
        ("REFERENCES o (x, y)", "REFERENCES o"),
        ("CHECK (a > 0)", "CHECK ((t.A>0 /* never less */)) ON CONFLICT FAIL"),
        ("CONSTRAINT u UNIQUE (b, c), CONSTRAINT fk", "CONSTRAINT fk"),
    ],
)
def test_what_means_the_same(old: str, new: str) -> None:
    assert BEFORE.count(old) == 1 or "CONSTRAINT fk" in new
    changed = BEFORE.replace(old, new)
    if new == "CONSTRAINT fk":
        # Constraints have no order.
        changed = changed.removesuffix(")") + ", CONSTRAINT u UNIQUE (b, c))"
    assert facets(BEFORE, changed) == []


def test_constraints_of_a_column_are_the_table_s() -> None:
    one = (
        OTHERS
        + "CREATE TABLE t (a CONSTRAINT pk PRIMARY KEY, b CONSTRAINT u UNIQUE, c CONSTRAINT ck CHECK (c > 0) CONSTRAINT fk REFERENCES o (x))"
    )
    other = (
        OTHERS
        + "CREATE TABLE t (a, b, c, CONSTRAINT fk FOREIGN KEY (c) REFERENCES o (x), CONSTRAINT ck CHECK (c > 0), CONSTRAINT u UNIQUE (b), CONSTRAINT pk PRIMARY KEY (a))"
    )
    assert facets(one, other) == []


def test_one_name_twice_is_told_apart_by_content() -> None:
    sql = "CREATE TABLE t (a, CONSTRAINT x CHECK (a > 0), CONSTRAINT x CHECK (a < 9))"
    assert facets(sql, sql) == []
    assert facets(sql, sql.replace("9", "8")) == [("check", "x", None), ("check", "x", None)]


def test_the_same_unique_twice_is_one() -> None:
    assert len(read_table("CREATE TABLE t (a UNIQUE, UNIQUE (a), CONSTRAINT n UNIQUE (a))").uniques) == 2


def test_a_foreign_key_to_itself_and_to_nowhere() -> None:
    keys = read_table("CREATE TABLE t (id INTEGER PRIMARY KEY, up REFERENCES T, away REFERENCES missing)").foreign_keys
    assert {(key.columns, key.referred_table, key.referred_columns) for key in keys} == {
        (("up",), "t", ("id",)),
        (("away",), "missing", ()),
    }


def test_keys_as_the_server_has_them() -> None:
    columns = [ColumnRow("a", "INTEGER", False, None, 1, 0), ColumnRow("b", "", False, None, 0, 0)]
    key, uniques = keys_of_indexes(
        columns, [PartRow("auto", True, "u", 1, "b", True, "nocase"), PartRow("i", True, "c", 1, "b", False, "BINARY")]
    )
    assert key is not None
    assert key.parts == (KeyPart(name="a"),)
    assert [one.parts for one in uniques] == [(KeyPart(name="b", collation="NOCASE", descending=True),)]
