"""Values lie outside of the type that their column gets: they do not exist in it, or become others.

A number is too great, is negative, has more digits after the point, or is none at all; a text has characters that the
new character set lacks. The server refuses the statement when it comes to them, or rounds and replaces silently, and no
downgrade brings them back.

Instead, change these values first, or choose a type that holds them.
"""

from __future__ import annotations

from toolkit.backends.fitting.base import Misfits
from toolkit.finding import Finding
from toolkit.preflight.asked import Asked, counted, first, sampled

NAME = "out-of-range-values"


def out_of_range_values(misfits: Misfits, asked: Asked, *, kind: str) -> Finding:
    """``kind`` is the type that the one column gets."""
    return asked.finding(
        NAME,
        f"{counted(misfits, 'value does', 'values do')} not exist in {kind}{sampled(misfits)}.",
        "The new type is refused while they are there, or changes them.",
        f"UPDATE {asked.written_table} SET {asked.listed} = ... WHERE {first(misfits)}, "  # noqa: S608
        "or keep a type that holds them",
    )
