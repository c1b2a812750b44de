"""Columns that a server does not add to a table with rows: a shadow has none, and takes them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.backends.sql.values import ColumnMade, Statement

_NOT_NULL = re.compile(r"\bNOT\s+NULL\b", re.IGNORECASE)
_FILLED = re.compile(r"\b(?:DEFAULT|GENERATED|IDENTITY|SERIAL|BIGSERIAL|SMALLSERIAL|AS\s*\()", re.IGNORECASE)
# https://www.sqlite.org/lang_altertable.html#alter_table_add_column
_NOT_CONSTANT = re.compile(
    r"\bDEFAULT\s*(?:\((?!\s*(?:[-+]?[\d.]+|'[^']*'|NULL)\s*\))|CURRENT_(?:TIME|DATE|TIMESTAMP)\b)", re.IGNORECASE
)
_STORED = re.compile(r"\bSTORED\b", re.IGNORECASE)


def refused_with_rows(statement: Statement, backend: str) -> Iterator[tuple[ColumnMade, str]]:
    """The columns that the statement adds, and why the server refuses each where the table has a row."""
    for effect in statement.effects:
        if isinstance(effect, ColumnMade):
            why = _why(effect.definition, backend)
            if why is not None:
                yield effect, why


def _why(definition: str, backend: str) -> str | None:
    # MySQL and MariaDB fill a column with the zero of its type.
    if backend not in ("postgresql", "sqlite"):
        return None
    if _NOT_NULL.search(definition) and not _FILLED.search(definition):
        return "it is NOT NULL and has no default, so that its rows would have no value"
    if backend == "sqlite" and _NOT_CONSTANT.search(definition) and not _STORED.search(definition):
        return "its default is not constant"
    if backend == "sqlite" and _STORED.search(definition):
        return "its values would have to be stored"
    return None
