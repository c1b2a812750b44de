"""The revisions cannot be run on an empty database, so what they make is not known.

The history begins at a schema that something else makes, or a revision needs rows, another database or a service.
The models and the live database are compared with one another instead.

Instead, commit a snapshot made where the history stands complete, or mend the revision that the message names.
"""

from __future__ import annotations

from toolkit.finding import Finding, Location, Severity

NAME = "unreplayable-history"


def unreplayable_history(revision: str, why: str, remedy: str, location: Location | None) -> Finding:
    """``why`` is what the revision ran into."""
    return Finding(
        name=NAME,
        severity=Severity.NOTE,
        subject=f"revision {revision}",
        fact=f"It cannot be run on an empty database: {why}",
        consequence="What the revisions make is not known, so nothing is compared with it.",
        remedy=remedy,
        location=location,
    )
