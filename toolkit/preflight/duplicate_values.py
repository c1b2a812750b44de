"""Rows have the same values in columns that become unique.

The server refuses the primary key, the unique constraint or the unique index. Values count as the same where the
collation that the column will have says so: `a` and `A`, or `a` with a space after it.

Instead, decide which row of each value stays, and change or delete the others first.
"""

from __future__ import annotations

from toolkit.backends.fitting.base import Misfits
from toolkit.finding import Finding
from toolkit.preflight.asked import Asked, counted, sampled

NAME = "duplicate-values"


def duplicate_values(misfits: Misfits, asked: Asked, *, where: str | None = None) -> Finding:
    """``asked`` has the columns and expressions of the key, ``where`` is the predicate of a partial index."""
    condition = f" WHERE {where}" if where else ""
    return asked.finding(
        NAME,
        f"{counted(misfits, 'row repeats', 'rows repeat')} values that an earlier one has{sampled(misfits)}.",
        "A unique key over them is refused.",
        f"SELECT {asked.listed}, COUNT(*) FROM {asked.written_table}{condition} GROUP BY {asked.listed} "  # noqa: S608
        "HAVING COUNT(*) > 1, and change or delete all rows but one of each",
    )
