from __future__ import annotations

from typing import Any

import pytest

from tests.catalog.made import catalog
from toolkit.backends.alterations.base import Unwritable
from toolkit.backends.alterations.postgresql_objects import altered_object
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.values import CompositeType, Domain, EnumType, Extension, Routine, Sequence, Trigger, View

SEQUENCE = Sequence(
    schema=None, name="q", type="bigint", start=5, increment=2, minimum=1, maximum=99, cache=1, cycle=False
)


def statements(before: Any, after: Any, *facets: str) -> list[str]:
    one = Alteration(kind="-", schema=None, owner=None, name="x", before=before, after=after, facets=facets)
    return list(altered_object(one, catalog()))


@pytest.mark.parametrize(
    ("value", "make", "drop"),
    [
        (EnumType(schema=None, name="m", labels=("a", "it's")), "CREATE TYPE m AS ENUM ('a', 'it''s')", "TYPE m"),
        (CompositeType(schema="s", name="c", definition="(a integer)"), "CREATE TYPE s.c AS (a integer)", "TYPE s.c"),
        (
            Domain(schema=None, name="d", type="text", nullable=False, default="'x'"),
            "CREATE DOMAIN d AS text DEFAULT 'x' NOT NULL",
            "DOMAIN d",
        ),
        (View(schema=None, name="v", definition="SELECT 1;"), "CREATE VIEW v AS\nSELECT 1", "VIEW v"),
        (
            View(schema=None, name="v", definition="SELECT 1", materialized=True, populated=False),
            "CREATE MATERIALIZED VIEW v AS\nSELECT 1\nWITH NO DATA",
            "MATERIALIZED VIEW v",
        ),
        (
            Trigger(schema=None, table="t", name="g", definition="CREATE TRIGGER g ..."),
            "CREATE TRIGGER g ...",
            "TRIGGER g ON t",
        ),
        (
            Routine(schema=None, name="f", signature="integer", definition="CREATE OR REPLACE FUNCTION f(..."),
            "CREATE OR REPLACE FUNCTION f(...",
            "FUNCTION f(integer)",
        ),
        (Extension(name="citext"), "CREATE EXTENSION citext", "EXTENSION citext"),
        (
            SEQUENCE,
            "CREATE SEQUENCE q AS bigint INCREMENT BY 2 MINVALUE 1 MAXVALUE 99 START WITH 5 CACHE 1 NO CYCLE",
            "SEQUENCE q",
        ),
    ],
)
def test_made_and_dropped(value: Any, make: str, drop: str) -> None:
    assert statements(None, value) == [make]
    assert statements(value, None) == [f"DROP {drop}"]


def test_schemas() -> None:
    one = Alteration(kind="schema", schema=None, owner=None, name="s", after="s")
    assert list(altered_object(one, catalog())) == ["CREATE SCHEMA s"]
    assert list(altered_object(one.back(), catalog())) == ["DROP SCHEMA s"]


def test_changes_in_place() -> None:
    domain = Domain(schema=None, name="d", type="text", nullable=True)
    other = Domain(schema=None, name="d", type="text", nullable=False, default="'x'")
    assert statements(domain, other, "nullable", "default") == [
        "ALTER DOMAIN d SET NOT NULL",
        "ALTER DOMAIN d SET DEFAULT 'x'",
    ]
    with pytest.raises(Unwritable):
        statements(domain, Domain(schema=None, name="d", type="integer", nullable=True), "type")
    view = View(schema=None, name="v", definition="SELECT 1")
    assert statements(view, View(schema=None, name="v", definition="SELECT 2"), "definition") == [
        "DROP VIEW v",
        "CREATE VIEW v AS\nSELECT 2",
    ]
    commented = View(schema=None, name="v", definition="SELECT 1", comment="c")
    assert statements(view, commented, "comment") == ["COMMENT ON VIEW v IS 'c'"]
