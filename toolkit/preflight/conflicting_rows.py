"""Rows exclude each other by an exclusion constraint that is added.

PostgreSQL refuses the constraint when it comes to them; revisions before it have run by then. Rows with a NULL in what
is compared exclude nobody.

Instead, decide which row of each pair stays as it is, and change or delete the other one first.
"""

from __future__ import annotations

from toolkit.backends.fitting.base import Misfits
from toolkit.finding import Finding
from toolkit.preflight.asked import Asked, counted, sampled

NAME = "conflicting-rows"


def conflicting_rows(misfits: Misfits, asked: Asked, *, definition: str) -> Finding:
    """``definition`` is that of the constraint, in the server's text."""
    return asked.finding(
        NAME,
        f"{counted(misfits, 'row conflicts', 'rows conflict')} with another one by {definition}{sampled(misfits)}.",
        "The constraint is refused while they are there.",
        f"Change or delete one of each two rows of {asked.written_table} that exclude each other.",
    )
