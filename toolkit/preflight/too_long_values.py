"""Values are longer than the type that their column gets.

The server refuses the statement when it comes to them; where its mode is lax, or the revision says how to convert, it
cuts them off, and no downgrade brings the rest back.

Instead, shorten them first, or choose a type that holds them.
"""

from __future__ import annotations

from toolkit.backends.fitting.base import Misfits
from toolkit.finding import Finding
from toolkit.preflight.asked import Asked, counted, first, sampled

NAME = "too-long-values"


def too_long_values(misfits: Misfits, asked: Asked, *, kind: str) -> Finding:
    """``kind`` is the type that the one column gets."""
    return asked.finding(
        NAME,
        f"{counted(misfits, 'value is', 'values are')} longer than {kind} holds{sampled(misfits)}.",
        "The new type is refused while they are there, or cuts them off.",
        f"UPDATE {asked.written_table} SET {asked.listed} = ... WHERE {first(misfits)}, "  # noqa: S608
        "or keep a type that holds them",
    )
