"""What columns that are added are filled with: a shadow has no rows, and takes what a server with rows refuses."""

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
_CONSTANT = re.compile(
    r"\bDEFAULT\s+\(*\s*(?:[-+]?[\d.]+|[NE]?'(?:[^'\\]|''|\\.)*'|TRUE|FALSE)(?=\s*(?:$|[),]|::|[A-Za-z]))",
    re.IGNORECASE,
)
_BY_ITSELF = re.compile(r"\b(?:DEFAULT|GENERATED|AS\s*\(|AUTO_INCREMENT|SERIAL)", re.IGNORECASE)
_STORED = re.compile(r"\bSTORED\b", re.IGNORECASE)


def refused_with_rows(statement: Statement, backend: str) -> Iterator[tuple[ColumnMade, str]]:
    """The columns that the statement adds, and why the server refuses each where the table has a row."""
    for effect in statement.effects:
        if isinstance(effect, ColumnMade):
            why = _why(effect.definition, backend)
            if why is not None:
                yield effect, why


def fills_alike(definition: str, backend: str) -> bool:
    """Whether all rows that are there get one value, other than NULL, by the text of a column that is added."""
    if _CONSTANT.search(definition):
        return True
    is_filled = _NOT_NULL.search(definition) is not None and _BY_ITSELF.search(definition) is None
    return backend in ("mysql", "mariadb") and is_filled


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
