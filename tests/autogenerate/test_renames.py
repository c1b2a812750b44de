from __future__ import annotations

from itertools import permutations

import pytest

from tests.catalog.made import catalog, column, table
from toolkit.autogenerate.renames import Rename, in_order, renamed
from toolkit.catalog.alterations import table_of
from toolkit.catalog.members import Check, ForeignKey, Index, IndexPart, PrimaryKey, Unique
from toolkit.catalog.values import Catalog, Trigger

KEY = ForeignKey(name="fk", columns=("o",), referred_schema=None, referred_table="orders", referred_columns=("id",))
ORDERS = table(
    "orders",
    column("id", default="nextval('orders_id_seq'::regclass)", sequence="integer"),
    column("note"),
    column("both", computed="note || 'note'"),
    primary_key=PrimaryKey(name=None, columns=("id", "note(20)")),
    uniques=(Unique(name="uq", columns=("note",), include=("note",)),),
    checks=(Check(name="ck", expression="note <> 'note' AND notes > note(1)", column="note"),),
    indexes=(Index(name="ix", parts=(IndexPart(column="note"), IndexPart(column=None, expression="lower(note)"))),),
)
LIVE = catalog(
    table("items", column("o"), foreign_keys=(KEY,)),
    ORDERS,
    backend="postgresql",
    triggers=(Trigger(schema=None, table="orders", name="tr", definition="..."),),
)


def _column(old: str, new: str, of: str = "orders") -> Rename:
    return Rename(schema=None, table=of, old=old, new=new)


def _table(old: str, new: str) -> Rename:
    return Rename(schema=None, table=None, old=old, new=new)


def test_all_that_names_a_column_goes_with_it() -> None:
    after = table_of(renamed(LIVE, [_column("note", "remark")]), None, "orders")
    assert after is not None
    assert [one.name for one in after.columns] == ["id", "remark", "both"]
    assert after.columns[2].computed == "remark || 'note'"
    assert after.primary_key is not None
    assert after.primary_key.columns == ("id", "remark(20)")
    assert (after.uniques[0].columns, after.uniques[0].include) == (("remark",), ("remark",))
    assert after.checks[0].expression == "remark <> 'note' AND notes > note(1)"
    assert after.checks[0].column == "remark"
    assert [part.column or part.expression for part in after.indexes[0].parts] == ["remark", "lower(remark)"]


def test_all_that_names_a_table_goes_with_it() -> None:
    after = renamed(LIVE, [_table("orders", "purchases"), _column("id", "key", "purchases")])
    [items, purchases] = after.tables
    assert (items.foreign_keys[0].referred_table, items.foreign_keys[0].referred_columns) == ("purchases", ("key",))
    assert purchases.columns[0].default == "nextval('purchases_key_seq'::regclass)"
    assert after.triggers[0].table == "purchases"


@pytest.mark.parametrize("one", [_column("note", "remark"), _column("id", "key"), _table("orders", "purchases")])
def test_there_and_back(one: Rename) -> None:
    assert renamed(renamed(LIVE, [one]), [one.back()]) == LIVE


def _names(catalog_: Catalog) -> tuple[str, ...]:
    return tuple(one.name for one in catalog_.tables[0].columns)


@pytest.mark.parametrize("new", list(permutations("abcd")))
def test_names_are_exchanged_whatever_the_order(new: tuple[str, ...]) -> None:
    live = catalog(table("t", *map(column, "abcd")))
    renames = [_column(old, name, "t") for old, name in zip("abcd", new, strict=True) if old != name]
    for one in (catalog_names := in_order(renames)):
        assert one.new not in _names(live), "taken"
        live = renamed(live, [one])
    assert _names(live) == new
    assert len(catalog_names) <= len(renames) + 2


def test_how_it_is_called() -> None:
    assert str(Rename(schema="s", table="t", old="a", new="b")) == "s.t.a=s.t.b"
    assert str(_table("a", "b")) == "a=b"
    assert in_order([_column("a", "b", "u"), _table("t", "u")])[0].table is None
    assert _column("a", "b").place == (None, "orders")
