"""Texts that mean the same are told by pairs."""

from __future__ import annotations

from typing import Any

import pytest

from toolkit.catalog.meaning import Meaning
from toolkit.catalog.members import IndexPart

MEANING = Meaning([("a", "A"), ("b", "B"), ("A", "aa"), ("a", "aa"), ("c", "c")])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a", "A"),
        ("a", "aa"),
        ("aa", "A"),
        (("x", "a"), ("x", "aa")),
        ((IndexPart(column=None, expression="a"),), (IndexPart(column=None, expression="A"),)),
        ((("using", "a"),), (("using", "A"),)),
        (None, None),
        (1, 1),
    ],
)
def test_the_same(one: Any, other: Any) -> None:
    assert MEANING.same(one, other)
    assert MEANING.same(other, one)
    assert hash(MEANING.of(one)) == hash(MEANING.of(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a", "b"),
        ("a", None),
        ("a", "d"),
        (("x", "a"), ("y", "aa")),
        (("a",), ("a", "a")),
        (IndexPart(column=None, expression="a"), IndexPart(column=None, expression="A", descending=True)),
        (1, 2),
    ],
)
def test_not_the_same(one: Any, other: Any) -> None:
    assert not MEANING.same(one, other)
    assert MEANING.of(one) != MEANING.of(other)


def test_without_pairs() -> None:
    assert Meaning().same("a", "a")
    assert not Meaning().same("a", "A")
