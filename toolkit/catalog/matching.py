"""Which object of one catalog is which of another: by its name, or by all else where the server chose the name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.catalog.facets import facets

_IDENTITY = ("schema", "table", "name", "signature")


@dataclass(frozen=True, kw_only=True)
class Matched:
    """Two lists of objects side by side. Where no more than a server's choice of name differs, nothing is told."""

    pairs: Sequence[tuple[Any, Any]]
    """Of the same name; they may differ."""
    missing: Sequence[Any]
    unexpected: Sequence[Any]


def matched(expected: Sequence[Any], found: Sequence[Any]) -> Matched:
    """Every object, in one of the three."""

    def same_name(value: Any) -> Hashable:
        return identity(value), _content(value, "name", "named_by_server")

    def nameless(value: Any) -> Hashable:
        return id(value) if _has_own_name(value) else _content(value, "name")

    by_name = {identity(other): other for other in found if _has_own_name(other)}
    pairs = [(one, by_name.pop(identity(one))) for one in expected if _has_own_name(one) and identity(one) in by_name]
    taken = {id(value) for pair in pairs for value in pair}
    missing = [one for one in expected if id(one) not in taken]
    unexpected = [other for other in found if id(other) not in taken]
    # An index that was made for a foreign key outlives it, and is then as good as made by hand.
    for key in (same_name, nameless):
        missing, unexpected = _without_twins(missing, unexpected, key)
    return Matched(pairs=pairs, missing=missing, unexpected=unexpected)


def identity(value: Any) -> tuple[Any, ...]:
    """What an object is called, in full."""
    return tuple([getattr(value, field, None) for field in _IDENTITY])


def _without_twins(
    expected: Sequence[Any], found: Sequence[Any], key: Callable[[Any], Hashable]
) -> tuple[list[Any], list[Any]]:
    """What has no counterpart of the same key; each serves once, the first one first."""
    if not expected or not found:
        return list(expected), list(found)
    twins: dict[Hashable, list[Any]] = defaultdict(list)
    for other in reversed(found):
        twins[key(other)].append(other)
    missing = []
    taken = set()
    for one in expected:
        if same := twins.get(key(one)):
            taken.add(id(same.pop()))
        else:
            missing.append(one)
    return missing, [other for other in found if id(other) not in taken]


def _has_own_name(value: Any) -> bool:
    return value.name is not None and not getattr(value, "named_by_server", False)


def _content(value: Any, *left_out: str) -> Hashable:
    said = [getattr(value, facet.name) for facet in facets(value.__class__) if facet.name not in left_out]
    return type(value), tuple(said)
