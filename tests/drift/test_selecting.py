"""Which objects are the project's."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from tests.drift.schemas import catalog, column, table
from toolkit.catalog.members import Check, ForeignKey, Index, IndexPart, Unique
from toolkit.catalog.values import Catalog, Trigger
from toolkit.drift.selecting import Selection

MODELS = sa.MetaData()
ORDERS = sa.Table(
    "orders",
    MODELS,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("note", sa.String(9), info={"skip": True}),
    sa.Column("code", sa.Integer, sa.CheckConstraint("code > 0", name="ck_code")),
    sa.UniqueConstraint("code", name="uq_code"),
    sa.Index("ix_note", "note"),
    comment="the model",
)
sa.Table("accounts", MODELS, sa.Column("id", sa.Integer), schema="ledger")
sa.Table("plain", MODELS, sa.Column("id", sa.Integer), schema="main")

LIVE = catalog(
    table(
        "orders",
        "id",
        "note",
        "code",
        column("by_hand", 4, nullable=False, comment="mine"),
        uniques=(Unique(name="uq_code", columns=("code",)), Unique(name="uq_hand", columns=("by_hand",))),
        checks=(Check(name="ck_code", expression="code > 0"), Check(name="ck_hand", expression="by_hand > 0")),
        indexes=(
            Index(name="ix_note", parts=(IndexPart(column="note"),)),
            Index(name="ix_hand", parts=(IndexPart(column="by_hand"),), unique=True),
            Index(name="ix_expression", parts=(IndexPart(column=None, expression="lower(note)"),)),
        ),
        foreign_keys=(
            ForeignKey(name="fk_hand", columns=("id",), referred_schema=None, referred_table="t", referred_columns=("id",)),
        ),
        comment="the database",
    ),
    table("by_hand"),
    table("accounts", schema="ledger"),
    table("alembic_version", "version_num"),
    triggers=(
        Trigger(schema=None, table="orders", name="on_order", definition="AFTER INSERT"),
        Trigger(schema=None, table="by_hand", name="on_hand", definition="AFTER INSERT"),
    ),
)  # fmt: skip


def selection(**options: Any) -> Selection:
    observed: Any = SimpleNamespace(
        options=options, metadata=(MODELS,), dialect=SimpleNamespace(default_schema_name="main")
    )
    return Selection(observed)


def names(found: Catalog) -> list[str]:
    return [table.name for table in found.tables]


def test_without_a_filter_everything_but_alembic_s_own_is_the_project_s() -> None:
    found = selection().of(LIVE)
    assert found.tables == LIVE.tables[:3]
    assert found.triggers == LIVE.triggers


@pytest.mark.parametrize(
    ("options", "version_table", "is_kept"),
    [
        ({}, table("alembic_version", "version_num"), False),
        ({}, table("alembic_version", "version_num", "by_hand"), False),
        ({}, table("other_version", "version_num"), False),
        ({}, table("other_version", "version_num", "note"), True),
        ({"version_table": "shop_version"}, table("shop_version", "version_num", "note"), False),
        ({"version_table": "shop_version"}, table("alembic_version", "version_num", "note"), True),
        ({"version_table_schema": "own"}, table("alembic_version", "a", "b", schema="own"), False),
        ({"version_table_schema": "own"}, table("alembic_version", "a", "b", schema="else"), True),
    ],
)
def test_version_tables(options: dict[str, str], version_table: Any, is_kept: bool) -> None:
    assert names(selection(**options).of(catalog(version_table))) == ([version_table.name] if is_kept else [])


def test_a_table_that_is_left_out_takes_its_triggers_along() -> None:
    found = selection(include_name=lambda name, kind, parents: name != "by_hand").of(LIVE)
    assert [trigger.name for trigger in found.triggers] == ["on_order"]


def asked_by(name: str, answer: Callable[..., bool]) -> list[tuple[Any, ...]]:
    """What a filter is asked."""
    asked: list[tuple[Any, ...]] = []

    def keep(*given: Any) -> bool:
        asked.append(given)
        return answer(*given)

    selection(**{name: keep}).of(LIVE)
    return asked


def test_include_name_is_asked_as_alembic_asks_it() -> None:
    asked = asked_by("include_name", lambda name, kind, parents: name == "orders" or kind != "table")
    tables = [(name, parents) for name, kind, parents in asked if kind == "table"]
    assert tables == [
        ("orders", {"schema_name": None, "schema_qualified_table_name": "orders"}),
        ("by_hand", {"schema_name": None, "schema_qualified_table_name": "by_hand"}),
        ("accounts", {"schema_name": "ledger", "schema_qualified_table_name": "ledger.accounts"}),
    ]
    inside = {"schema_name": None, "table_name": "orders", "schema_qualified_table_name": "orders"}
    assert {(name, kind) for name, kind, parents in asked if parents == inside} == {
        *((name, "column") for name in ("id", "note", "code", "by_hand")),
        *((name, "index") for name in ("ix_note", "ix_hand", "ix_expression")),
        *((name, "unique_constraint") for name in ("uq_code", "uq_hand")),
        *((name, "check_constraint") for name in ("ck_code", "ck_hand")),
        ("fk_hand", "foreign_key_constraint"),
    }


def test_include_object_is_asked_of_the_model_where_there_is_one() -> None:
    asked = {
        (name, kind): given for given in asked_by("include_object", lambda *given: True) for name, kind in [given[1:3]]
    }
    model, _, _, reflected, other = asked["orders", "table"]
    assert model is ORDERS
    assert reflected is False
    assert other.comment == "the database"
    assert set(other.c.keys()) == {"id", "note", "code", "by_hand"}
    there, _, _, reflected, other = asked["by_hand", "table"]
    assert (there.name, reflected, other) == ("by_hand", True, None)
    column_there, _, _, reflected, other = asked["by_hand", "column"]
    assert (column_there.table.name, column_there.nullable, column_there.comment) == ("orders", False, "mine")
    assert (reflected, other) == (True, None)
    assert asked["note", "column"][0] is ORDERS.c.note
    assert asked["note", "column"][4].name == "note"
    index, *_, other = asked["ix_note", "index"]
    assert index in ORDERS.indexes
    assert [part.name for part in other.columns] == ["note"]
    unique, *_ = asked["uq_hand", "unique_constraint"]
    assert [part.name for part in unique.columns] == ["by_hand"]


@pytest.mark.parametrize(
    ("keep", "left"),
    [
        (lambda item, name, kind, reflected, other: not (kind == "table" and reflected and other is None), ["orders", "accounts"]),
        (lambda item, name, kind, reflected, other: kind != "table" or item.schema == "ledger", ["accounts"]),
        (lambda item, name, kind, reflected, other: kind != "table" or item.comment != "the model", ["by_hand", "accounts"]),
    ],
)  # fmt: skip
def test_include_object(keep: Callable[..., bool], left: list[str]) -> None:
    assert names(selection(include_object=keep).of(LIVE)) == left


def test_members_that_are_left_out() -> None:
    def keep(item: Any, name: str, kind: str, reflected: bool, other: Any) -> bool:
        return not item.info.get("skip") and not (reflected and kind != "table")

    [orders, *_] = selection(include_object=keep).of(LIVE).tables
    assert [part.name for part in orders.columns] == ["id", "code"]
    assert [part.name for part in orders.uniques] == ["uq_code"]
    assert [part.name for part in orders.indexes] == ["ix_note", "ix_expression"]
    # No stand-in is made for these: a filter is not asked about what it could not look at.
    assert [part.name for part in orders.checks] == ["ck_code", "ck_hand"]


def test_a_filter_is_asked_about_a_table_once() -> None:
    asked = []
    chosen = selection(include_name=lambda name, kind, parents: asked.append((name, kind)) or True)
    for _ in range(3):
        chosen.of(LIVE)
    assert asked.count(("orders", "table")) == 1


@pytest.mark.parametrize(
    ("schema", "name", "is_model"),
    [(None, "orders", True), ("ledger", "accounts", True), (None, "accounts", False), (None, "plain", True), ("main", "plain", False)],
)  # fmt: skip
def test_the_model_of_a_table(schema: str | None, name: str, is_model: bool) -> None:
    """The default schema has no name in a catalog, whatever a model says."""
    assert (selection().model(schema, name) is not None) == is_model
