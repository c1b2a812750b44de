"""Differences in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from tests.catalog.catalogs import CATALOGS, TEXTS
from tests.drift.schemas import ADDED, LOOSENED, LOST, NOTED, catalog, column, difference, table
from toolkit.catalog.comparison import compare
from toolkit.catalog.members import Check, Exclusion, ForeignKey, Index, IndexPart, PrimaryKey, Unique
from toolkit.catalog.values import (
    Catalog,
    CompositeType,
    Domain,
    EnumType,
    Extension,
    Routine,
    Sequence,
    Trigger,
    View,
)
from toolkit.drift.words import SHORT, facet, facet_texts, kind, short, subject, text

KEY = ForeignKey(
    name="fk",
    columns=("a", "b"),
    referred_schema=None,
    referred_table="t",
    referred_columns=("x", "y"),
    on_delete="CASCADE",
)
INDEX = Index(name="ix", parts=(IndexPart(column="a", descending=True),), unique=True, predicate="(a > 0)")
SEQUENCE = Sequence(
    schema="s", name="q", type="bigint", start=1, increment=2, minimum=1, maximum=9, cache=1, cycle=False
)


def only(*, tables: dict[str, Any] | None = None, **said: Any) -> Catalog:
    return catalog(table("t", schema="s", **tables), **said) if tables is not None else catalog(**said)


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (only(tables={}), "table s.t"),
        (only(views=(View(schema=None, name="v", definition=""),)), "view v"),
        (only(views=(View(schema="s", name="v", definition="", materialized=True),)), "materialized view s.v"),
        (only(triggers=(Trigger(schema="s", table="t", name="g", definition="BEFORE INSERT"),)), "trigger s.t.g"),
        (only(sequences=(SEQUENCE,)), "sequence s.q"),
        (only(enums=(EnumType(schema="s", name="mood", labels=("sad",)),)), "enum type s.mood"),
        (only(domains=(Domain(schema=None, name="d", type="text", nullable=True),)), "domain d"),
        (only(composites=(CompositeType(schema=None, name="c", definition=""),)), "type c"),
        (only(routines=(Routine(schema=None, name="f", signature="()", definition=""),)), "routine f"),
        (only(extensions=(Extension(name="citext"),)), "extension citext"),
        (only(schemas=("ledger",)), "schema ledger"),
    ],
)
def test_subjects_of_whole_objects(found: Catalog, told: str) -> None:
    assert subject(difference(catalog(), found)) == told


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({"primary_key": PrimaryKey(name="pk", columns=("id",))}, "primary key s.t.pk"),
        ({"uniques": (Unique(name="u", columns=("id",)),)}, "unique constraint s.t.u"),
        ({"uniques": (Unique(name=None, columns=("id",)),)}, "unique constraint s.t.(unnamed)"),
        ({"foreign_keys": (KEY,)}, "foreign key s.t.fk"),
        ({"checks": (Check(name="c", expression="(id > 0)"),)}, "check constraint s.t.c"),
        ({"exclusions": (Exclusion(name="e", definition=""),)}, "exclusion constraint s.t.e"),
        ({"indexes": (INDEX,)}, "index s.t.ix"),
    ],
)
def test_subjects_of_members(members: dict[str, Any], told: str) -> None:
    change = difference(only(tables={}), only(tables=members))
    assert subject(change) == told
    assert subject(difference(only(tables=members), only(tables={}))) == told
    assert kind(change) == told.partition(" s.t.")[0]


def test_the_kind_of_a_changed_facet_is_that_of_its_object() -> None:
    assert subject(LOOSENED) == "column orders.note"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("on_delete", "ON DELETE"),
        ("type", "type"),
        ("column_order", "order of columns"),
        ("on_update", "ON UPDATE"),
        ("no_inherit", "no inherit"),
    ],
)
def test_facets(name: str, words: str) -> None:
    assert facet(name) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "none"),
        (True, "yes"),
        (False, "no"),
        ("", ""),
        (3, "3"),
        (("a", "b"), "(a, b)"),
        ((("engine", "InnoDB"), ("charset", "utf8")), "(engine: InnoDB, charset: utf8)"),
        (column("id"), "INTEGER"),
        (column("id", default="0", nullable=False, comment="c"), "INTEGER NOT NULL DEFAULT 0 COMMENT c"),
        (column("id", computed="a + b"), "INTEGER GENERATED ALWAYS AS a + b"),
        (column("id", identity="ALWAYS"), "INTEGER GENERATED AS IDENTITY ALWAYS"),
        (column("id", on_update="now()", collation="C"), "INTEGER ON UPDATE now() COLLATE C"),
        (PrimaryKey(name=None, columns=("a", "b")), "(a, b)"),
        (Unique(name="u", columns=("a",)), "(a)"),
        (KEY, "(a, b) -> t (x, y) ON DELETE CASCADE"),
        (replace(KEY, referred_schema="s", on_delete=None, on_update="SET NULL"), "(a, b) -> s.t (x, y) ON UPDATE SET NULL"),
        (Check(name="c", expression="a > 0"), "a > 0"),
        (Exclusion(name="e", definition="EXCLUDE USING gist"), "EXCLUDE USING gist"),
        (INDEX, "UNIQUE (a DESC) WHERE (a > 0)"),
        (Index(name="i", parts=(IndexPart(column=None, expression="lower(a)"),)), "((lower(a)))"),
        (IndexPart(column="a", prefix=9, collation="C", operator_class="o", nulls_first=False), "a(9) COLLATE C o NULLS LAST"),
        (IndexPart(column="a", nulls_first=True), "a NULLS FIRST"),
        (table("t", "a", "b"), "(a, b)"),
        (SEQUENCE, "START 1 INCREMENT 2"),
        (EnumType(schema=None, name="e", labels=("x", "y")), "(x, y)"),
        (EnumType(schema=None, name="e", labels=()), "()"),
        (Domain(schema=None, name="d", type="text", nullable=True), "text"),
        (Extension(name="citext"), "citext"),
    ],
)  # fmt: skip
def test_texts(value: Any, words: str) -> None:
    assert text(value) == words


def test_of_options_only_those_that_differ_are_told() -> None:
    one = catalog(table("t", options=(("charset", "utf8mb4"), ("engine", "InnoDB"))))
    other = catalog(table("t", options=(("charset", "utf8mb4"), ("engine", "Aria"), ("row_format", "DYNAMIC"))))
    assert facet_texts(difference(one, other)) == (
        "engine: InnoDB, row_format: none",
        "engine: Aria, row_format: DYNAMIC",
    )


def test_a_facet_that_became_none() -> None:
    one, other = catalog(table("t", column("a", default="0"))), catalog(table("t", "a"))
    assert facet_texts(difference(one, other)) == ("0", "none")


def test_short_says_that_it_is() -> None:
    assert short("a " * 200).endswith("...")
    assert len(short("a " * 200)) <= SHORT
    assert short("a b") == "a b"


def test_the_whole_of_a_missing_and_an_unexpected_column_read_alike() -> None:
    assert text(ADDED.found) == text(LOST.expected) == text(NOTED.tables[0].columns[1])


@given(CATALOGS, CATALOGS)
def test_every_difference_has_words(one: Catalog, other: Catalog) -> None:
    for change in compare(one, other):
        assert subject(change).startswith(kind(change))
        if change.facet is None:
            told = change.found if change.expected is None else change.expected
            assert f"{type(told).__name__}(" not in text(told), "a repr is nobody's words"
        else:
            ours, theirs = facet_texts(change)
            assert [type(words) for words in (facet(change.facet), ours, theirs)] == [str] * 3


@given(TEXTS)
def test_short_takes_every_text(value: str) -> None:
    assert "\n" not in short(value)
