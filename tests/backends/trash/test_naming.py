"""Two spellings of one name."""

from __future__ import annotations

import pytest

from toolkit.backends.sql.values import Name
from toolkit.backends.trash.naming import Naming

FOLDING = Naming(schema="main", fold_table=str.lower, fold_column=str.lower)
TELLING = Naming(schema="shop", fold_column=str.lower)


@pytest.mark.parametrize(
    ("naming", "one", "other", "is_same"),
    [
        (FOLDING, Name(name="T"), Name(schema="Main", name="t"), True),
        (FOLDING, Name(name="t"), Name(schema="other", name="t"), False),
        (TELLING, Name(name="t"), Name(schema="shop", name="t"), True),
        (TELLING, Name(name="t"), Name(name="T"), False),
        (Naming(), Name(name="t"), Name(schema="shop", name="t"), False),
    ],
)
def test_spellings_of_a_table(naming: Naming, one: Name, other: Name, is_same: bool) -> None:
    assert (naming.key(one) == naming.key(other)) is is_same
    assert (naming.key(one, "Note") == naming.key(other, "note")) is (is_same and naming != Naming())


@pytest.mark.parametrize(
    ("told", "table", "column", "is_meant"),
    [
        ("t", Name(name="t"), None, True),
        ("shop.t", Name(name="t"), None, True),
        ("t", Name(schema="shop", name="t"), None, True),
        ("t", Name(schema="other", name="t"), None, False),
        ("other.t", Name(schema="other", name="t"), None, True),
        ("T", Name(name="t"), None, False),
        ("t.NOTE", Name(name="t"), "note", True),
        ("shop.t.note", Name(name="t"), "NOTE", True),
        ("t.a.b", Name(name="t"), "a.b", True),
        ("t", Name(name="t"), "note", False),
        ("t.note", Name(name="t"), None, False),
    ],
)
def test_what_a_person_means(told: str, table: Name, column: str | None, is_meant: bool) -> None:
    assert TELLING.means(told, table, column) is is_meant
