"""Rows break a check constraint that is added, or looked at for the first time.

The server refuses the constraint when it comes to them, and the column that brings it along; revisions before it have
run by then. Rows for which the check is neither true nor false, because of a NULL, do not break it.

Instead, mend these rows first, or let the check allow what they have. On PostgreSQL a constraint that is NOT VALID
binds new rows alone, until VALIDATE CONSTRAINT looks at the others.
"""

from __future__ import annotations

from dataclasses import replace

from toolkit.backends.fitting.base import Misfits
from toolkit.finding import Finding, Severity
from toolkit.preflight.asked import Asked, counted, sampled

NAME = "violating-rows"
_KEPT = "This server does not look at them: they stay, and every later change of one of them is refused."


def violating_rows(misfits: Misfits, asked: Asked, *, condition: str, is_refused: bool = True) -> Finding:
    """``condition`` is the check, in the server's text; without ``is_refused`` the server does not look at the rows."""
    finding = asked.finding(
        NAME,
        f"{counted(misfits, 'row breaks', 'rows break')} the check {condition}{sampled(misfits)}.",
        "The constraint is refused while they are there." if is_refused else _KEPT,
        f"SELECT * FROM {asked.written_table} WHERE NOT ({condition}), and mend these rows first",  # noqa: S608
    )
    is_mild = not is_refused and finding.severity is Severity.ERROR
    return replace(finding, severity=Severity.WARNING) if is_mild else finding
