"""TRUNCATE and DELETE: what takes all rows of a table."""

from __future__ import annotations

from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.values import RowsRemoved

_MODIFIERS = frozenset({"LOW_PRIORITY", "QUICK", "IGNORE"})
# Some rows stay, or may.
_LIMITS = frozenset({"WHERE", "LIMIT", "USING", "JOIN", "PARTITION", "BEFORE", ",", "FROM"})


def rows_truncated(reader: Reader) -> RowsRemoved | None:
    """The effect of a TRUNCATE that is next."""
    reader.next()
    reader.accept("TABLE")
    reader.accept("ONLY")
    tables = reader.names()
    return RowsRemoved(tables=tuple(tables), truncates=True) if tables else None


def all_rows_deleted(reader: Reader) -> RowsRemoved | None:
    """The effect of a DELETE that is next; None where it is bounded."""
    reader.next()
    reader.skip_all(_MODIFIERS)
    if not reader.accept("FROM"):
        return None
    reader.accept("ONLY")
    table = reader.name()
    if table is None or reader.accept("FOR", "PORTION") or reader.seek(_LIMITS):
        return None
    return RowsRemoved(tables=(table,))
