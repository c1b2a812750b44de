"""The database is behind the revision files.

The code that comes with those revisions expects a schema that the database does not have yet.

Instead, run `tk migrate`; `tk status` lists what is pending.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.finding import Finding, Location, Severity

NAME = "pending-revisions"
SHOWN = 5
"""Revisions that the sentence names."""


def pending_revisions(
    at: Sequence[str], pending: Sequence[str], database: str, first: Location | None
) -> Iterator[Finding]:
    """``pending`` in the order in which they would run; ``first`` is the file of the first one."""
    if not pending:
        return
    shown = ", ".join(pending[:SHOWN]) + (f" and {len(pending) - SHOWN} more" if len(pending) > SHOWN else "")
    yield Finding(
        name=NAME,
        severity=Severity.ERROR,
        subject=f"revision {pending[0]}",
        fact=f"The database is at {', '.join(at) or 'base'}; {len(pending)} pending: {shown}.",
        consequence="Code that needs them fails on this database.",
        remedy="tk migrate",
        database=database,
        location=first,
    )
