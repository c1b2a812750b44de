"""A default as the value that a row gets: SQLite keeps its text, and converts it by the affinity of the column."""

from __future__ import annotations

import re

# https://www.sqlite.org/datatype3.html#determination_of_column_affinity, in its order.
_NUMERIC_FIRST = ("INT",)
_KEPT = ("CHAR", "CLOB", "TEXT", "BLOB")
_NUMBER = re.compile(r"'\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*'")
_TRUTH = {"true": "1", "false": "0"}


def stored_default(text: str | None, column_type: str) -> str | None:
    """``'0'``, ``0`` and ``false`` are one value in a column that is not of text or bytes."""
    if text is None or not _is_numeric(column_type.upper()):
        return text
    found = _NUMBER.fullmatch(text)
    return found[1].removeprefix("+") if found else _TRUTH.get(text.lower(), text)


def _is_numeric(column_type: str) -> bool:
    if any(word in column_type for word in _NUMERIC_FIRST):
        return True
    return bool(column_type) and not any(word in column_type for word in _KEPT)
