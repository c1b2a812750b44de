"""Which facets are asked about; no server is asked here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.dialects import sqlite

from toolkit.backends.fitting.sqlite import SQLiteFitting
from toolkit.backends.sql.values import Name
from toolkit.catalog.members import Column, ForeignKey, Index, IndexPart, PrimaryKey, Unique
from toolkit.catalog.values import Catalog, Domain, EnumType, Table
from toolkit.preflight.mending import Change
from toolkit.preflight.pair import Pair
from toolkit.preflight.questions import questions

A = Column(name="a", position=1, type="integer", nullable=True)
B = Column(name="b", position=2, type="mood", nullable=True)
TABLE = Table(schema=None, name="t", columns=(A, B))
REFERENCE = ForeignKey(name="f", columns=("a",), referred_schema=None, referred_table="t", referred_columns=("a",))
SAD, OK = (EnumType(schema=None, name="mood", labels=labels) for labels in (("sad",), ("sad", "ok")))


def asked(table: Table, live: Table = TABLE, changed: Collection[Change] = (), **types: Any) -> list[tuple[str, bool]]:
    """What is sought in which columns, and whether the answer will last."""
    before = Catalog(backend="sqlite", server_version="3", tables=(live,), **types.get("before", {}))
    after = Catalog(backend="sqlite", server_version="3", tables=(table,), **types.get("after", {}))
    pair = Pair(
        live=live,
        table=table,
        before=before,
        after=after,
        changed=changed,
        database="d",
        preparer=sqlite.dialect().identifier_preparer,
        fitting=SQLiteFitting(),
    )
    return [(f"{question.sought} in {question.asked.subject}", question.asked.certain) for question in questions(pair)]


NARROWER = [
    (replace(TABLE, columns=(replace(A, nullable=False), B)), "rows without a value in column t.a"),
    (replace(TABLE, columns=(replace(A, type="smallint"), B)), "values that smallint does not hold in column t.a"),
    (replace(TABLE, primary_key=PrimaryKey(name=None, columns=("a",))), "rows with the same values in column t.a"),
    (
        replace(TABLE, uniques=(Unique(name="u", columns=("a COLLATE NOCASE", "b DESC")),)),
        "rows with the same values in columns t.(a, b)",
    ),
    (
        replace(TABLE, indexes=(Index(name="i", unique=True, parts=(IndexPart(column=None, expression="a + 1"),)),)),
        "rows with the same values in column t.a + 1",
    ),
    (replace(TABLE, foreign_keys=(REFERENCE,)), "rows that refer to nothing in t in column t.a"),
]


@pytest.mark.parametrize(("table", "sought"), NARROWER)
def test_what_becomes_narrower_is_asked_about(table: Table, sought: str) -> None:
    assert asked(table) == [(sought, True)]
    assert asked(table, changed=[Change(table=Name(name="T"))]) == [(sought, False)]
    assert asked(table, changed=[Change(table=Name(schema="public", name="t"))]) == [(sought, False)]
    assert asked(table, changed=[Change(table=Name(name="other"))]) == [(sought, True)]


@pytest.mark.parametrize(("table", "sought"), NARROWER)
def test_what_becomes_wider_is_not(table: Table, sought: str) -> None:
    if "smallint" not in sought:
        assert asked(TABLE, live=table) == []
    assert asked(table, live=table) == []


@pytest.mark.parametrize(
    "table",
    [
        replace(TABLE, columns=(A, B, replace(A, name="c", nullable=False))),
        replace(TABLE, columns=(replace(A, nullable=False, computed="b"), B)),
        replace(TABLE, indexes=(Index(name="i", parts=(IndexPart(column="a"),)),)),
        replace(TABLE, foreign_keys=(replace(REFERENCE, validated=False),)),
        replace(TABLE, foreign_keys=(replace(REFERENCE, enforced=False),)),
        replace(TABLE, foreign_keys=(replace(REFERENCE, columns=("c",)),)),
    ],
)
def test_what_has_no_rows_yet_or_does_not_bind_is_not(table: Table) -> None:
    assert asked(table) == []


def test_types_are_what_they_are_made_of() -> None:
    told = [("values that enum('sad') does not hold in column t.b", True)]
    assert asked(TABLE, before={"enums": (OK,)}, after={"enums": (SAD,)}) == told
    assert asked(TABLE, before={"enums": (OK,)}, after={"enums": (OK,)}) == []
    domain = {"domains": (Domain(schema=None, name="mood", type="text", nullable=True),)}
    strict = {"domains": (Domain(schema=None, name="mood", type="text", nullable=False),)}
    assert asked(TABLE, before=domain, after=strict) == [("rows without a value in column t.b", True)]
