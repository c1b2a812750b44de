"""Inserting only the rows that are not there yet, in each server's words."""

from __future__ import annotations

import re

_INSERT = re.compile(r"(\s*INSERT)(\s+INTO\b)", re.IGNORECASE)
_HAS_CLAUSE = re.compile(r"\bON\s+(?:CONFLICT|DUPLICATE)\b|\bRETURNING\b|\bINSERT\s+(?:OR\s+)?IGNORE\b", re.IGNORECASE)


def only_new_rows(sql: str, backend: str) -> str | None:
    """The INSERT, made to leave rows alone whose key is there already; None where it says itself what to do."""
    if _HAS_CLAUSE.search(sql) or not _INSERT.match(sql):
        return None
    match backend:
        case "mysql" | "mariadb":
            # Also leaves out what does not fit, with a warning: the rows were made to fit this very table.
            return _INSERT.sub(r"\1 IGNORE\2", sql, count=1)
        case "sqlite":
            return _INSERT.sub(r"\1 OR IGNORE\2", sql, count=1)
        case "postgresql":
            return f"{sql.rstrip().rstrip(';')}\nON CONFLICT DO NOTHING"
    return None
