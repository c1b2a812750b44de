"""Whether values that differ may be the same in another type, by the texts of the types alone."""

from __future__ import annotations

from toolkit.backends.fitting.types import kind_of
from toolkit.backends.fitting.widening import apart, family_of, holds_all
from toolkit.catalog.members import Column

_PADDED = frozenset({"char", "character", "binary"})
"""Types that add what is missing of the length, or give it away: of either a value has no end of its own."""
_WHOLE = frozenset({"tinyint", "smallint", "mediumint", "int", "integer", "bigint"})
_EXACT = frozenset({"decimal", "numeric"})
_KEEPS_SPACES = frozenset({"mysql", "mariadb"})
"""Backends that refuse a text that is too long by spaces alone, where VARCHAR stays VARCHAR."""


def may_merge(before: Column, after: Column, backend: str) -> bool:
    """What merely fails to fit is no matter of this: other questions tell it. What cannot be told may merge."""
    if (before.type, before.charset) == (after.type, after.charset):
        return False
    had, kind = (apart(kind_of(column.type)) for column in (before, after))
    if had.labels and kind.labels:
        return False
    if kind.name in _PADDED and had.name != kind.name:
        return True
    if family_of(before.type) == "number" and (family_of(after.type) == "text" or kind.name in _EXACT | _WHOLE):
        # A fraction that is cut off; a number that is too large is refused.
        is_exact = had.name in _WHOLE or (had.name in _EXACT and had.length is not None)
        return family_of(after.type) != "text" and not (is_exact and _scale(had.numbers) <= _scale(kind.numbers))
    if had.name == kind.name == "varchar" and backend in _KEEPS_SPACES:
        return before.charset != after.charset
    # https://www.postgresql.org/docs/current/datatype-datetime.html: an hour of a zone comes twice, or not at all.
    return had.rest != kind.rest or not holds_all(before, after, backend)


def _scale(numbers: tuple[int, ...]) -> int:
    return numbers[1] if len(numbers) > 1 else 0
