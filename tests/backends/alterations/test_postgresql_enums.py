from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.catalog.made import catalog, column, table
from toolkit.backends.alterations.postgresql_enums import changed_enum
from toolkit.catalog.members import Check
from toolkit.catalog.values import EnumType


def enum(*labels: str) -> EnumType:
    return EnumType(schema=None, name="mood", labels=labels)


@pytest.mark.parametrize(
    ("before", "after", "added"),
    [
        ("a b", "a b c", ["'c'"]),
        ("a b", "x a b", ["'x' BEFORE 'a'"]),
        ("a b", "a x b", ["'x' AFTER 'a'"]),
        ("a b", "x y a b z", ["'x' BEFORE 'a'", "'y' AFTER 'x'", "'z'"]),
        ("a b", "a b", []),
    ],
)
def test_values_are_added_in_place(before: str, after: str, added: Sequence[str]) -> None:
    found = changed_enum(enum(*before.split()), enum(*after.split()), catalog())
    assert list(found) == [f"ALTER TYPE mood ADD VALUE {place}" for place in added]


def test_a_value_that_goes_takes_a_new_type() -> None:
    check = Check(name="ck", expression="m <> 'a'::mood")
    users = table("t", column("m", "mood", default="'b'::mood"), column("n", "mood[]"), checks=(check,))
    assert list(changed_enum(enum("a", "b"), enum("b"), catalog(users, table("u")))) == [
        "ALTER TABLE t DROP CONSTRAINT ck",
        "ALTER TYPE mood RENAME TO mood_old",
        "CREATE TYPE mood AS ENUM ('b')",
        "ALTER TABLE t ALTER COLUMN m DROP DEFAULT",
        "ALTER TABLE t ALTER COLUMN m TYPE mood USING m::text::mood",
        "ALTER TABLE t ALTER COLUMN m SET DEFAULT 'b'::mood",
        "ALTER TABLE t ALTER COLUMN n TYPE mood[] USING n::text[]::mood[]",
        "DROP TYPE mood_old",
        "ALTER TABLE t ADD CONSTRAINT ck CHECK (m <> 'a'::mood)",
    ]


def test_a_default_that_goes_with_its_value_is_not_set_again() -> None:
    users = table("t", column("m", "mood", default="'a'::mood"))
    assert not any("SET DEFAULT" in text for text in changed_enum(enum("a", "b"), enum("b"), catalog(users)))
