"""Texts that differ and mean the same: a server may print an expression otherwise after a dump and a restore."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import is_dataclass
from typing import Any

from toolkit.catalog.facets import facets


class Meaning:
    """What values of the catalog mean, by pairs of texts that mean the same."""

    def __init__(self, alike: Iterable[tuple[str, str]] = ()) -> None:
        groups: dict[str, list[str]] = {}
        for one, other in alike:
            ours, theirs = groups.setdefault(one, [one]), groups.setdefault(other, [other])
            if ours is not theirs:
                ours += theirs
                groups.update(dict.fromkeys(theirs, ours))
        self._texts = {text: group[0] for text, group in groups.items()}

    def same(self, one: Any, other: Any) -> bool:
        """They are equal, or are so when every text in them is taken for what it means."""
        return bool(one == other or (self._texts and self.of(one) == self.of(other)))

    def of(self, value: Any) -> Any:
        """A value that is equal for all that mean the same."""
        if not self._texts:
            return value
        if isinstance(value, str):
            return self._texts.get(value, value)
        if isinstance(value, tuple):
            return tuple([self.of(part) for part in value])
        if is_dataclass(value):
            return type(value), tuple([self.of(getattr(value, facet.name)) for facet in facets(value.__class__)])
        return value
