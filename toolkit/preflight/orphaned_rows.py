"""Rows refer to others that are not there, in columns that become a foreign key.

The server refuses the foreign key; one that does not look (SQLite, unless it is told to) keeps rows that lead nowhere.

Instead, add the rows that are missing, set the columns to NULL, or delete the rows that refer to them.
"""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.backends.fitting.base import Misfits
from toolkit.finding import Finding
from toolkit.preflight.asked import Asked, counted, sampled

NAME = "orphaned-rows"


def orphaned_rows(misfits: Misfits, asked: Asked, *, referred: str, referred_columns: Sequence[str]) -> Finding:
    """``asked`` has the columns of the foreign key; what it refers to is given as a statement writes it."""
    pairs = list(zip(referred_columns, asked.written_columns, strict=True))
    given = " AND ".join(f"o.{column} IS NOT NULL" for column in asked.written_columns)
    same = " AND ".join(f"r.{theirs} = o.{ours}" for theirs, ours in pairs)
    return asked.finding(
        NAME,
        f"{counted(misfits, 'row refers', 'rows refer')} to {referred} and to nothing there{sampled(misfits)}.",
        "The foreign key is refused while they are there.",
        f"SELECT * FROM {asked.written_table} o WHERE {given} AND NOT EXISTS "  # noqa: S608
        f"(SELECT 1 FROM {referred} r WHERE {same}), "
        "and add what is missing, set the columns to NULL or delete the rows",
    )
