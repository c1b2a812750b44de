"""Names that nobody chose: a model without one agrees with a revision that gives one, if all else is the same."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import Any

from toolkit.catalog.alterations import table_of
from toolkit.catalog.comparison import Change, Verdict
from toolkit.catalog.members import Index
from toolkit.catalog.values import Catalog


def without_chosen_names(changes: Iterable[Change]) -> list[Change]:
    """Leave out pairs of constraints that differ in their name alone, where the server chose one of the two."""
    kept = [change for change in changes if not _renames_a_key(change)]
    unexpected: dict[Hashable, list[Change]] = {}
    for change in kept:
        if change.verdict is Verdict.UNEXPECTED and _is_nameable(change.found):
            unexpected.setdefault(_content(change.found, change), []).append(change)
    paired: set[int] = set()
    for change in kept:
        if change.verdict is not Verdict.MISSING or not _is_nameable(change.expected):
            continue
        others = unexpected.get(_content(change.expected, change), [])
        twin = next((other for other in others if _chosen(change.expected) or _chosen(other.found)), None)
        if twin is not None:
            others.remove(twin)
            paired |= {id(change), id(twin)}
    return [change for change in kept if id(change) not in paired]


def without_repetitions(changes: Iterable[Change], schema: Catalog | None) -> list[Change]:
    """Leave out what models say twice, once without a name: the other one is in the schema, and does the same."""
    kept = []
    for change in changes:
        is_nameless = change.verdict is Verdict.UNEXPECTED and _is_nameable(change.found) and _chosen(change.found)
        table = table_of(schema, change.schema, change.owner) if is_nameless and schema and change.owner else None
        said = () if table is None else (*table.foreign_keys, *table.uniques, *table.checks, *table.indexes)
        if change.kind == "primary key" or all(_bare(one) != _bare(change.found) for one in said):
            kept.append(change)
    return kept


def _renames_a_key(change: Change) -> bool:
    return change.kind == "primary key" and change.facet == "name"


def _is_nameable(value: Any) -> bool:
    return hasattr(value, "named_by_server")


def _chosen(value: Any) -> bool:
    if value.name is None or value.named_by_server:
        return True
    # Where a unique constraint is an index, and has no name, it is called after its first column.
    first = value.parts[0].column if isinstance(value, Index) and value.unique else None
    return first is not None and re.fullmatch(rf"{re.escape(first)}(_\d+)?", value.name) is not None


def _content(value: Any, change: Change) -> Hashable:
    return change.schema, change.owner, _bare(value)


def _bare(value: Any) -> Any:
    return replace(value, name="", named_by_server=False)
