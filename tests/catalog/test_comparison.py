"""Every facet that differs is told, once, by its name; what is alike is not."""

from __future__ import annotations

import dataclasses
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.catalog import values
from toolkit.catalog.comparison import IDENTITY, MEMBERS, Change, Verdict, compare
from toolkit.catalog.members import Check, Column, ForeignKey, Index, IndexPart, PrimaryKey, Unique
from toolkit.catalog.values import Catalog, Sequence, Table, Trigger, View

ORDERS = Table(
    schema=None,
    name="orders",
    columns=(
        Column(name="id", position=1, type="bigint", nullable=False, autoincrement=True),
        Column(name="note", position=2, type="varchar(80)", nullable=True, default="''"),
        Column(name="user_id", position=3, type="bigint", nullable=False),
    ),
    primary_key=PrimaryKey(name=None, columns=("id",)),
    uniques=(Unique(name="uq_orders_note", columns=("note",)),),
    foreign_keys=(
        ForeignKey(
            name="fk_orders_user",
            columns=("user_id",),
            referred_schema=None,
            referred_table="users",
            referred_columns=("id",),
        ),
    ),
    checks=(Check(name="orders_chk_1", expression="(`id` > 0)", named_by_server=True),),
    indexes=(Index(name="ix_orders_note", parts=(IndexPart(column="note"),)),),
)
CATALOG = Catalog(
    backend="mysql",
    server_version="9.7",
    tables=(ORDERS,),
    views=(View(schema=None, name="v", definition="select 1"),),
    triggers=(Trigger(schema=None, table="orders", name="tr", definition="BEFORE INSERT"),),
    sequences=(
        Sequence(
            schema=None, name="seq", type="bigint", start=1, increment=1, minimum=1, maximum=9, cache=1, cycle=False
        ),
    ),
)


def with_table(**changed: Any) -> Catalog:
    return replace(CATALOG, tables=(replace(ORDERS, **changed),))


def only(expected: Catalog, found: Catalog) -> Change:
    (change,) = compare(expected, found)
    return change


def test_a_catalog_is_like_itself() -> None:
    assert list(compare(CATALOG, CATALOG)) == []


def other_than(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str() | None:
            return f"{value} changed"
        case tuple():
            return (*value, ("changed", "value")) if value and isinstance(value[0], tuple) else (*value, "changed")
    raise AssertionError(value)


def facets_of(value: Any) -> list[str]:
    return [
        field.name
        for field in fields(value)
        if field.name not in IDENTITY
        and not isinstance(getattr(value, field.name), MEMBERS)
        and not (
            isinstance(getattr(value, field.name), tuple)
            and any(isinstance(part, MEMBERS) for part in getattr(value, field.name))
        )
    ]


MEMBER_CASES = [
    (member, facet)
    for member in ("uniques", "foreign_keys", "indexes")
    for facet in facets_of(getattr(ORDERS, member)[0])
]


@pytest.mark.parametrize(("member", "facet"), MEMBER_CASES)
def test_every_facet_of_a_member_is_told(member: str, facet: str) -> None:
    before = getattr(ORDERS, member)[0]
    after = replace(before, **{facet: other_than(getattr(before, facet))})
    change = only(CATALOG, with_table(**{member: (after,)}))
    assert (change.verdict, change.owner, change.name, change.facet) == (Verdict.CHANGED, "orders", before.name, facet)
    assert (change.expected, change.found) == (getattr(before, facet), getattr(after, facet))


@pytest.mark.parametrize("facet", facets_of(ORDERS.columns[1]))
def test_every_facet_of_a_column_is_told(facet: str) -> None:
    before = ORDERS.columns[1]
    after = replace(before, **{facet: other_than(getattr(before, facet))})
    change = only(CATALOG, with_table(columns=(ORDERS.columns[0], after, ORDERS.columns[2])))
    assert (change.kind, change.owner, change.name, change.facet) == ("column", "orders", "note", facet)


@pytest.mark.parametrize(
    ("kind", "facet"),
    [
        (kind, facet)
        for kind in ("views", "triggers", "sequences", "tables")
        for facet in facets_of(getattr(CATALOG, kind)[0])
    ],
)
def test_every_facet_of_an_object_is_told(kind: str, facet: str) -> None:
    before = getattr(CATALOG, kind)[0]
    if facet == "exclusions":
        return
    after = replace(before, **{facet: other_than(getattr(before, facet))})
    change = only(CATALOG, replace(CATALOG, **{kind: (after,)}))
    assert (change.name, change.facet) == (before.name, facet)


@pytest.mark.parametrize("kind", ["tables", "views", "triggers", "sequences"])
def test_missing_and_unexpected(kind: str) -> None:
    without = replace(CATALOG, **{kind: ()})
    assert only(CATALOG, without).verdict is Verdict.MISSING
    assert only(without, CATALOG).verdict is Verdict.UNEXPECTED


def test_a_missing_column_moves_no_other() -> None:
    first, _, last = ORDERS.columns
    change = only(CATALOG, with_table(columns=(first, replace(last, position=2))))
    assert (change.verdict, change.name) == (Verdict.MISSING, "note")


def test_the_order_of_columns_is_a_facet_of_the_table() -> None:
    first, second, third = ORDERS.columns
    change = only(CATALOG, with_table(columns=(first, replace(third, position=2), replace(second, position=3))))
    assert (change.kind, change.facet, change.found) == ("table", "column_order", ("id", "user_id", "note"))


def test_a_primary_key_is_one_member() -> None:
    assert only(CATALOG, with_table(primary_key=None)).verdict is Verdict.MISSING
    change = only(CATALOG, with_table(primary_key=PrimaryKey(name=None, columns=("id", "user_id"))))
    assert (change.kind, change.owner, change.facet) == ("primary key", "orders", "columns")


def test_a_primary_key_of_another_name() -> None:
    named = with_table(primary_key=PrimaryKey(name="pk_orders", columns=("id",)))
    assert only(CATALOG, named).facet == "name"
    by_server = with_table(primary_key=PrimaryKey(name="orders_pkey", columns=("id",), named_by_server=True))
    assert (
        list(
            compare(by_server, with_table(primary_key=PrimaryKey(name="pkey1", columns=("id",), named_by_server=True)))
        )
        == []
    )


def test_names_of_the_servers_choosing_do_not_count() -> None:
    assert list(compare(CATALOG, with_table(checks=(replace(ORDERS.checks[0], name="orders_chk_7"),)))) == []
    changed = with_table(checks=(replace(ORDERS.checks[0], name="orders_chk_7", expression="(`id` > 1)"),))
    assert {change.verdict for change in compare(CATALOG, changed)} == {Verdict.MISSING, Verdict.UNEXPECTED}


def test_twins_are_matched_one_to_one() -> None:
    check = ORDERS.checks[0]
    two = with_table(checks=(check, replace(check, name="orders_chk_2")))
    assert only(two, CATALOG).verdict is Verdict.MISSING
    assert only(CATALOG, two).verdict is Verdict.UNEXPECTED
    assert list(compare(two, two)) == []


def test_a_name_of_ones_own_is_not_taken_for_the_servers() -> None:
    named = with_table(checks=(replace(ORDERS.checks[0], name="id_is_positive", named_by_server=False),))
    assert {change.verdict for change in compare(CATALOG, named)} == {Verdict.MISSING, Verdict.UNEXPECTED}


def test_an_index_that_outlives_its_foreign_key_is_told_by_nothing() -> None:
    (index,) = ORDERS.indexes
    implicit = with_table(indexes=(replace(index, named_by_server=True),))
    assert list(compare(implicit, CATALOG)) == []
    assert list(compare(CATALOG, implicit)) == []
    dropped = with_table(indexes=(index,), foreign_keys=())
    assert (only(implicit, dropped).kind, only(implicit, dropped).verdict) == ("foreign key", Verdict.MISSING)


def test_options_of_the_database() -> None:
    ours, theirs = (
        replace(CATALOG, options=tuple(pairs))
        for pairs in ([("charset", "utf8mb4"), ("collation", "c")], [("charset", "latin1"), ("comment", "x")])
    )
    changes = list(compare(ours, theirs))
    assert {(change.verdict, change.kind, change.schema, change.name) for change in changes} == {
        (Verdict.CHANGED, "database", None, "(default)")
    }
    assert [(change.facet, change.expected, change.found) for change in changes] == [
        ("charset", "utf8mb4", "latin1"),
        ("collation", "c", None),
        ("comment", None, "x"),
    ]


def of_triggers(*names: str) -> Catalog:
    (trigger,) = CATALOG.triggers
    ordered = (replace(trigger, name=name, order=order) for order, name in enumerate(names, 1))
    return replace(CATALOG, triggers=tuple(sorted(ordered, key=lambda trigger: trigger.name)))


def test_a_missing_trigger_moves_no_other() -> None:
    change = only(of_triggers("a", "b", "c"), of_triggers("b", "c"))
    assert (change.verdict, change.name, change.expected.order) == (Verdict.MISSING, "a", 1)
    change = only(of_triggers("b", "c"), of_triggers("b", "a", "c"))
    assert (change.verdict, change.name, change.found.order) == (Verdict.UNEXPECTED, "a", 2)


def test_the_order_of_triggers_is_a_facet() -> None:
    changes = list(compare(of_triggers("a", "b", "c"), of_triggers("c", "b")))
    assert [(change.name, change.facet, change.expected, change.found) for change in changes] == [
        ("b", "order", 1, 2),
        ("c", "order", 2, 1),
        ("a", None, of_triggers("a").triggers[0], None),
    ]


@given(st.permutations(["a", "b", "c", "d"]), st.permutations(["a", "b", "c", "d"]))
def test_the_order_of_objects_does_not_count(one: list[str], other: list[str]) -> None:
    def catalog(names: list[str]) -> Catalog:
        return replace(CATALOG, tables=tuple(replace(ORDERS, name=name) for name in names))

    assert list(compare(catalog(one), catalog(other))) == []


def test_every_kind_of_object_is_compared() -> None:
    from toolkit.catalog.comparison import KINDS

    plain = {"backend", "server_version", "schemas", "options", "unread", "unseen"}
    assert set(KINDS) == {field.name for field in fields(Catalog)} - plain
    assert all(dataclasses.is_dataclass(kind) for kind in (values.EnumType, values.Domain, values.Routine))
