"""Whether rows fit could not be asked, or took too long to count.

What they are like is not known then: the statement may be refused when it comes to them, with revisions before it done.

Instead, count them where there is time for it, or grant what the message names and plan again.
"""

from __future__ import annotations

from toolkit.finding import Finding, Severity
from toolkit.preflight.asked import Asked

NAME = "uncounted-rows"


def uncounted_rows(asked: Asked, *, sought: str, reason: str) -> Finding:
    """``sought`` is what was asked for (``rows without a value``), ``reason`` why there is no answer."""
    return Finding(
        name=NAME,
        severity=Severity.NOTE,
        subject=asked.subject,
        fact=f"There may be {sought}: {reason.strip().removesuffix('.')}.",
        consequence="Should there be any, the statement is refused.",
        remedy="Count them where there is time for it.",
        database=asked.database,
        location=asked.location,
    )
