from __future__ import annotations

import pytest

from toolkit.backends.fitting.types import Kind, kind_of, spelled
from toolkit.catalog.members import Column
from toolkit.catalog.values import Catalog, Domain, EnumType


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("int", Kind(name="int")),
        ("int(10) unsigned zerofill", Kind(name="int", numbers=(10,), rest="unsigned zerofill")),
        ("bigint unsigned", Kind(name="bigint", rest="unsigned")),
        ("decimal(10,2) unsigned", Kind(name="decimal", numbers=(10, 2), rest="unsigned")),
        ("character varying(30)", Kind(name="character varying", numbers=(30,))),
        ("character varying", Kind(name="character varying")),
        ("double precision", Kind(name="double precision")),
        ("numeric(3,-2)", Kind(name="numeric", numbers=(3, -2))),
        ("timestamp(3) without time zone", Kind(name="timestamp", numbers=(3,), rest="without time zone")),
        ("text[]", Kind(name="text", rest="[]")),
        ("character varying(3)[]", Kind(name="character varying", numbers=(3,), rest="[]")),
        ("enum('a','b''c','d\\\\e','x,y)')", Kind(name="enum", labels=("a", "b'c", "d\\e", "x,y)"))),
        ("set('n\\nl')", Kind(name="set", labels=("n\nl",))),
        ('"Old Mood"', Kind(name='"Old Mood"')),
        ("point SRID 4326", Kind(name="point srid", rest="4326")),
        ("", Kind(name="")),
    ],
)
def test_what_a_type_says(text: str, kind: Kind) -> None:
    assert kind_of(text) == kind


LABELS = ("it's", "a\\b", "x,y)", "n\nl", "")
CATALOG = Catalog(
    backend="postgresql",
    server_version="15",
    enums=(
        EnumType(schema=None, name="mood", labels=LABELS),
        EnumType(schema="Led ger", name='odd "one"', labels=("a",)),
    ),
    domains=(
        Domain(schema=None, name="feeling", type="mood", nullable=False),
        Domain(schema=None, name="short", type="character varying(3)", nullable=True, collation="C"),
    ),
)


def column(kind: str) -> Column:
    return Column(name="c", position=1, type=kind, nullable=True)


def test_types_of_a_schema_are_spelled_out() -> None:
    assert kind_of(spelled(column("mood"), CATALOG).type).labels == LABELS
    assert kind_of(spelled(column('"Led ger"."odd ""one"""'), CATALOG).type).labels == ("a",)
    feeling = spelled(column("feeling"), CATALOG)
    assert kind_of(feeling.type).labels == LABELS
    assert not feeling.nullable
    short = spelled(column("short"), CATALOG)
    assert (short.type, short.nullable, short.collation) == ("character varying(3)", True, "C")


@pytest.mark.parametrize("kind", ["text", "mood[]", '"Mood"', "other.mood", "enum('a')", ""])
def test_others_stay(kind: str) -> None:
    assert spelled(column(kind), CATALOG) == column(kind)
