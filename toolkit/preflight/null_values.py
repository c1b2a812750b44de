"""Rows have no value in a column that becomes NOT NULL.

The server refuses the statement when it comes to them, or gives them a value that nobody chose; revisions before it
have run by then.

Instead, give these rows a value first, in a revision of its own or in an UPDATE before the statement.
"""

from __future__ import annotations

from toolkit.backends.fitting.base import Misfits
from toolkit.finding import Finding
from toolkit.preflight.asked import Asked, counted, sampled

NAME = "null-values"


def null_values(misfits: Misfits, asked: Asked) -> Finding:
    """``asked`` has the one column."""
    column = asked.listed
    return asked.finding(
        NAME,
        f"{counted(misfits, 'row has', 'rows have')} no value in it{sampled(misfits)}.",
        "NOT NULL is refused while they are there.",
        f"UPDATE {asked.written_table} SET {column} = ... WHERE {column} IS NULL",  # noqa: S608
    )
