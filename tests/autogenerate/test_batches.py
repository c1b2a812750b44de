from __future__ import annotations

from typing import Any

import pytest

from tests.catalog.made import column, table
from toolkit.autogenerate.batches import is_reflected_whole
from toolkit.catalog.members import Check, Index, IndexPart, Unique


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ({"uniques": (Unique(name="u", columns=("a",)),)}, True),
        ({"uniques": (Unique(name=None, columns=("a",)),)}, False),
        ({"checks": (Check(name="c", expression="a > 0", enforced=False),)}, False),
        ({"indexes": (Index(name="i", parts=(IndexPart(column="a", descending=True),)),)}, False),
        ({"options": (("strict", "on"),)}, False),
    ],
)
def test_what_is_kept(said: Any, whole: bool) -> None:
    assert is_reflected_whole(table("t", column("a"), **said)) is whole


@pytest.mark.parametrize("facet", [{"computed": "1"}, {"collation": "NOCASE"}, {"autoincrement": True}])
def test_columns_of_which_reflection_does_not_tell_all(facet: Any) -> None:
    assert not is_reflected_whole(table("t", column("a", **facet)))
