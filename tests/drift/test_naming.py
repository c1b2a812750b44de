"""Names that nobody chose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.drift.schemas import catalog, table
from toolkit.catalog.comparison import compare
from toolkit.catalog.members import Check, ForeignKey, Index, IndexPart, PrimaryKey, Unique
from toolkit.drift.naming import without_chosen_names, without_repetitions

KEY = ForeignKey(name="fk_a", columns=("a",), referred_schema=None, referred_table="b", referred_columns=("id",))
CHECK = Check(name="ck_a", expression="a > 0")
UNIQUE = Unique(name="uq_a", columns=("a",))
INDEX = Index(name="uq_a", parts=(IndexPart(column="a"),), unique=True)
LISTS = {"foreign_keys": KEY, "checks": CHECK, "uniques": UNIQUE}


def left(expected: object, found: object, field: str) -> list[tuple[str, str]]:
    one, other = (catalog(table("t", "id", "a", **{field: (member,)})) for member in (expected, found))
    return [(change.verdict.value, change.name) for change in without_chosen_names(compare(one, other))]


@pytest.mark.parametrize("field", LISTS)
def test_one_that_the_server_named_is_the_one_with_a_name(field: str) -> None:
    member = LISTS[field]
    chosen = replace(member, name="t_ibfk_1", named_by_server=True)
    assert left(member, chosen, field) == left(chosen, member, field) == []
    assert left(member, replace(member, name=None), field) == []


@pytest.mark.parametrize("field", LISTS)
def test_two_names_that_somebody_chose_are_two(field: str) -> None:
    member = LISTS[field]
    assert left(member, replace(member, name="other"), field) == [("missing", member.name), ("unexpected", "other")]


def test_what_differs_besides_is_told() -> None:
    other = replace(KEY, name=None, on_delete="CASCADE")
    assert left(KEY, other, "foreign_keys") == [("missing", "fk_a"), ("unexpected", "(unnamed)")]


@pytest.mark.parametrize(("name", "told"), [("a", 0), ("a_2", 0), ("a_x", 2), ("b", 2)])
def test_a_unique_index_called_after_its_column_has_no_name_of_its_own(name: str, told: int) -> None:
    assert len(left(INDEX, replace(INDEX, name=name), "indexes")) == told
    assert len(left(replace(INDEX, unique=False), replace(INDEX, name=name, unique=False), "indexes")) == 2


def test_each_counterpart_serves_once() -> None:
    unnamed = replace(UNIQUE, name=None)
    one = catalog(table("t", "id", "a", uniques=(UNIQUE, replace(UNIQUE, name="uq_b"))))
    other = catalog(table("t", "id", "a", uniques=(unnamed,)))
    assert len(without_chosen_names(compare(one, other))) == 1


def test_the_name_of_a_primary_key_is_none() -> None:
    keys = (PrimaryKey(name="pk", columns=("id",)), PrimaryKey(name="t_pkey", columns=("id",), named_by_server=True))
    one, other = (catalog(table("t", "id", primary_key=key)) for key in keys)
    assert len(list(compare(one, other))) == 1
    assert without_chosen_names(compare(one, other)) == []


@pytest.mark.parametrize("field", LISTS)
def test_what_models_say_twice_need_not_be_there_twice(field: str) -> None:
    member = LISTS[field]
    once = catalog(table("t", "id", "a", **{field: (member,)}))
    for name, told in (("t_a_fkey", 0), ("other", 1)):
        again = replace(member, name=name, named_by_server=name != "other")
        twice = catalog(table("t", "id", "a", **{field: (member, again)}))
        assert len(without_repetitions(compare(once, twice), once)) == told
        assert len(without_repetitions(compare(twice, once), twice)) == 1
        assert len(without_repetitions(compare(catalog(table("t", "id", "a")), twice), catalog())) == 2
