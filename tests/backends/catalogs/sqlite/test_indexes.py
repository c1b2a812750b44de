"""Each facet of an index, changed by itself."""

from __future__ import annotations

import pytest

from tests.backends.catalogs.sqlite.reading import facets, read_table
from toolkit.backends.catalogs.sqlite.indexes import indexes
from toolkit.backends.catalogs.sqlite.keys import Owner
from toolkit.backends.catalogs.sqlite.queries import PartRow
from toolkit.backends.catalogs.sqlite.spelling import Scope
from toolkit.catalog.members import IndexPart

BEFORE = "CREATE TABLE t (a, b COLLATE NOCASE, c); CREATE INDEX i ON t (a, lower(b), c) WHERE a > 1"


@pytest.mark.parametrize(
    ("old", "new", "facet"),
    [
        ("INDEX i", "UNIQUE INDEX i", "unique"),
        ("(a, lower(b), c)", "(a, lower(b))", "parts"),
        ("(a, lower(b), c)", "(c, lower(b), a)", "parts"),
        ("(a, lower", "(a DESC, lower", "parts"),
        ("(a, lower", "(a COLLATE RTRIM, lower", "parts"),
        ("lower(b)", "upper(b)", "parts"),
        ("lower(b)", "lower(b) DESC", "parts"),
        ("lower(b)", "lower(b) COLLATE NOCASE", "parts"),
        ("lower(b)", "b", "parts"),
        ("a > 1", "a > 2", "predicate"),
        (" WHERE a > 1", "", "predicate"),
    ],
)
def test_one_facet_by_itself(old: str, new: str, facet: str) -> None:
    assert BEFORE.count(old) == 1
    assert facets(BEFORE, BEFORE.replace(old, new)) == [("index", "i", facet)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("(a, lower(b), c)", '("A" asc,(LOWER( [b] )),  c collate binary)'),
        ("WHERE a > 1", "where (`a`>1) -- one"),
        ("INDEX i ON t", 'INDEX IF NOT EXISTS main."i" ON "t"'),
    ],
)
def test_what_means_the_same(old: str, new: str) -> None:
    assert BEFORE.count(old) == 1
    assert facets(BEFORE, BEFORE.replace(old, new)) == []


def test_a_dropped_and_a_renamed_index() -> None:
    assert facets(BEFORE, BEFORE + "; DROP INDEX i") == [("index", "i", None)]
    assert facets(BEFORE, BEFORE.replace("INDEX i", "INDEX j")) == [("index", "i", None), ("index", "j", None)]


def test_the_column_s_own_collation_is_not_said_again() -> None:
    (index,) = read_table(
        "CREATE TABLE t (a COLLATE nocase); CREATE INDEX i ON t (a COLLATE NoCase, a COLLATE binary)"
    ).indexes
    assert index.parts == (IndexPart(column="a"), IndexPart(column="a", collation="BINARY"))


def test_indexes_of_constraints_are_none() -> None:
    assert read_table("CREATE TABLE t (a PRIMARY KEY, b UNIQUE) WITHOUT ROWID").indexes == ()


def test_a_text_that_does_not_fit_is_told() -> None:
    unread: list[str] = []
    rows = [PartRow("i", False, "c", 0, "a", False, "BINARY"), PartRow("i", False, "c", -2, None, True, "BINARY")]
    owner = Owner(name="t", scope=Scope(), collations={})
    (index,) = indexes(owner, rows, {"i": "CREATE INDEX i ON t (a)"}, unread)
    assert index.parts == (IndexPart(column="a"), IndexPart(column=None, expression="", descending=True))
    assert unread == [
        "The text of index i could not be read (it has another number of columns): expressions and condition are unknown."
    ]
