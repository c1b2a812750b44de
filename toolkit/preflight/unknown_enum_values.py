"""Values are not among the members of the enum that their column gets.

The server refuses the statement when it comes to them, or puts an empty value, or the member of that number, in their
place.

Instead, change them to members first, or keep these members.
"""

from __future__ import annotations

from toolkit.backends.fitting.base import Misfits
from toolkit.finding import Finding
from toolkit.preflight.asked import Asked, counted, first, sampled

NAME = "unknown-enum-values"


def unknown_enum_values(misfits: Misfits, asked: Asked, *, kind: str) -> Finding:
    """``kind`` is the type that the one column gets, with its members."""
    return asked.finding(
        NAME,
        f"{counted(misfits, 'value is', 'values are')} not in {kind}{sampled(misfits)}.",
        "The new type is refused while they are there, or changes them.",
        f"UPDATE {asked.written_table} SET {asked.listed} = ... WHERE {first(misfits)}, "  # noqa: S608
        "or keep their members",
    )
