"""Values cannot be converted to the type that their column gets.

The server refuses the statement when it comes to them (a text that is no UUID, no JSON, no date); MySQL and MariaDB
change them in its place where their mode is not strict: to zero, to NULL, or to what they understand of it. They were
tried on a shadow, where the server itself converted the different values of the column. What plainly has the form of
the new type is not tried; of the rest a thousand values are, and whether there are more is said.

Instead, change these values first, or write an expression that converts them: USING on PostgreSQL, an UPDATE to a
column of the new type elsewhere.
"""

from __future__ import annotations

from toolkit.backends.fitting.base import Tried
from toolkit.finding import Finding
from toolkit.preflight.asked import Asked, counted, first, sampled

NAME = "unconvertible-values"


def unconvertible_values(tried: Tried, asked: Asked, *, kind: str, may_be_lax: bool) -> Finding:
    """``kind`` is the type that the one column gets; ``may_be_lax`` whether the server has a mode that changes them."""
    misfits = tried.misfits
    lax = "; where the mode is lax, they are changed" if may_be_lax else ""
    extent = "" if tried.is_complete else f"; {tried.values} different values were tried, and there are more"
    return asked.finding(
        NAME,
        f"{counted(misfits, 'row has a value', 'rows have a value')} that {kind} does not take{sampled(misfits)}: "
        f"{tried.said.strip().removesuffix('.')}{extent}.",
        f"The new type is refused while they are there{lax}.",
        f"UPDATE {asked.written_table} SET {asked.listed} = ... WHERE {first(misfits)}, "  # noqa: S608
        "or say how to convert them",
    )
