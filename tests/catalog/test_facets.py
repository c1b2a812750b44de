"""The facets of a class, as its dataclass declares them."""

from __future__ import annotations

from toolkit.catalog.facets import facets
from toolkit.catalog.members import Column, Index, PrimaryKey
from toolkit.catalog.values import Table, Trigger


def test_the_name_comes_first() -> None:
    assert [facet.name for facet in facets(Column)][:3] == ["name", "position", "type"]
    assert [facet.name for facet in facets(Trigger)][:3] == ["name", "schema", "table"]


def test_what_has_to_be_said() -> None:
    assert [facet.name for facet in facets(PrimaryKey) if facet.is_required] == ["columns"]
    assert {facet.name: facet.left_out for facet in facets(PrimaryKey)}["options"] == ()


def test_members() -> None:
    assert [facet.name for facet in facets(Index) if facet.holds_members] == ["parts"]
    assert "primary_key" not in [facet.name for facet in facets(Table) if facet.holds_members]
