from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.catalog.made import catalog, column, table
from toolkit.autogenerate.losses import hangs_on, losses, subject, without
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.members import Check, Index, IndexPart, PrimaryKey, Unique
from toolkit.catalog.values import EnumType

KEY = PrimaryKey(name=None, columns=("id",))
ROLES = Check(name="ck", expression="role IN ('a', 'b', 'c')")
LIVE = catalog(
    table("t", column("id", nullable=False), column("a"), column("role"), primary_key=KEY, checks=(ROLES,)),
    backend="postgresql",
)


def _part(kind: str, before: Any = None, after: Any = None, name: str = "a", *facets: str) -> Alteration:
    return Alteration(kind=kind, schema=None, owner="t", name=name, before=before, after=after, facets=facets)


def _unique(*columns: str) -> Unique:
    return Unique(name="uq", columns=columns)


def _index(**said: Any) -> Index:
    return Index(name="ix", parts=(IndexPart(column="a"),), **said)


REQUIRED = column("a", nullable=False)
MOOD = EnumType(schema=None, name="mood", labels=("sad", "ok"))
CASES: dict[str, tuple[Alteration, list[str]]] = {
    "a table": (Alteration(kind="table", schema="s", owner=None, name="t", before=table("t")), ["drop-table=s.t"]),
    "a new table": (Alteration(kind="table", schema=None, owner=None, name="u", after=table("u")), []),
    "a column": (_part("column", column("a")), ["drop-column=t.a"]),
    "a new column": (_part("column", None, column("a")), []),
    "a new one that must have a value": (_part("column", None, REQUIRED), ["add-not-null=t.a"]),
    "a new one with a default": (_part("column", None, replace(REQUIRED, default="1")), []),
    "no more NULL": (_part("column", column("a"), REQUIRED, "a", "nullable"), ["add-not-null=t.a"]),
    "NULL again": (_part("column", REQUIRED, column("a"), "a", "nullable"), []),
    "narrower": (_part("column", column("a", "bigint"), column("a", "integer"), "a", "type"), ["narrow-type=t.a"]),
    "to be generated": (
        _part("column", column("a"), column("a", computed="id + 1"), "a", "computed", "computed_stored"),
        ["drop-column=t.a"],
    ),
    "generated no more": (_part("column", column("a", computed="id"), column("a"), "a", "computed"), []),
    "wider": (_part("column", column("a", "integer"), column("a", "bigint"), "a", "type"), []),
    "both": (
        _part("column", column("a", "bigint"), replace(REQUIRED, type="integer"), "a", "type", "nullable"),
        ["narrow-type=t.a", "add-not-null=t.a"],
    ),
    "an enumeration": (
        _part("column", column("a", "enum('x','y')"), column("a", "enum('x','z')"), "a", "type"),
        ["drop-enum-value=t.a"],
    ),
    "a type": (
        Alteration(
            kind="enum type", schema=None, owner=None, name="mood", before=MOOD, after=replace(MOOD, labels=("ok",))
        ),
        ["drop-enum-value=mood"],
    ),
    "a check with fewer values": (
        _part("check", ROLES, replace(ROLES, expression="role IN ('a', 'b')"), "ck", "expression"),
        ["drop-enum-value=t.role"],
    ),
    "the same under another name": (
        _part("check", None, Check(name="other", expression="role IN ('a')"), "other"),
        ["drop-enum-value=t.role"],
    ),
    "a check with more values": (
        _part("check", ROLES, replace(ROLES, expression="role IN ('a', 'b', 'c', 'd')"), "ck", "expression"),
        [],
    ),
    "a unique constraint": (_part("unique", None, _unique("a", "role"), "uq"), ["add-unique=t.a,role"]),
    "of what is unique already": (_part("unique", None, _unique("a", "id"), "uq"), []),
    "of a new column": (_part("unique", None, _unique("new"), "uq"), []),
    "a unique index": (_part("index", None, _index(unique=True), "ix"), ["add-unique=t.a"]),
    "an index": (_part("index", None, _index(), "ix"), []),
    "another key": (_part("primary key", KEY, PrimaryKey(name=None, columns=("a",)), ""), ["add-unique=t.a"]),
    "a wider key": (_part("primary key", KEY, PrimaryKey(name=None, columns=("a", "id")), ""), []),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_written_with_a_reason_only(case: str) -> None:
    part, expected = CASES[case]
    assert [loss.allow for loss in losses(part, LIVE)] == expected


def test_what_is_left_of_an_alteration() -> None:
    both = CASES["both"][0]
    narrow, required = losses(both, LIVE)
    left = without(both, narrow)
    assert left is not None
    assert (left.after.type, left.after.nullable, left.facets) == ("bigint", False, ("nullable",))
    assert without(left, required) is None
    assert subject(both) == "t.a"


def test_what_is_made_of_a_column() -> None:
    assert hangs_on(_part("check", None, Check(name="c", expression="a > 0")), "a")
    assert not hangs_on(_part("check", None, Check(name="c", expression="aa > 0")), "a")
    assert hangs_on(_part("index", _index()), "a")
    assert hangs_on(_part("index", Index(name="i", parts=(IndexPart(column="b"),), include=("a",))), "a")
    assert hangs_on(_part("primary key", KEY), "id")
