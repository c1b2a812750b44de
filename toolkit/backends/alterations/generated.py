"""Generated columns need the others: in which order the changes of columns can be sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from toolkit.backends.alterations.base import Altered
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.members import Column

_LAST = 6


def in_order(parts: Iterable[Alteration]) -> list[Alteration]:
    """Those of columns, so that an expression speaks at any time of what is there; backwards, the same holds."""
    given = list(parts)
    was = [part.before.computed for part in given if part.before and part.after and part.before.computed]
    needed = {part.name for part in given if part.is_removed and any(speaks_of(text, part.name) for text in was)}
    return sorted(given, key=lambda part: _LAST if part.name in needed else _rank(part))


def aside(altered: Altered) -> Sequence[Column]:
    """Generated columns that do not change themselves, of one whose type does."""
    known = {part.name for part in altered.parts if part.kind == "column"}
    changed = [part.name for part in altered.parts if part.kind == "column" and {"type", "collation"} & {*part.facets}]
    return [
        column
        for column in altered.before.columns
        if column.name not in known and column.computed and any(speaks_of(column.computed, name) for name in changed)
    ]


def speaks_of(expression: str, column: str) -> bool:
    """Whether an expression names a column."""
    return re.search(rf"(?<!\w){re.escape(column)}(?!\w)", expression) is not None


def _rank(part: Alteration) -> int:
    if part.is_removed:
        return 0 if part.before.computed else 1
    if part.is_made:
        return 5 if part.after.computed else 3
    return 4 if part.after.computed else 2
