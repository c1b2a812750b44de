"""The database holds something that neither the models nor the revisions know.

Another program's table, a backup that somebody kept, a view made by hand: tk leaves it alone and never proposes to
drop it, and nothing of the project brings it to another database.

Instead, write a revision for what belongs to the project; name what does not in `[tool.tk] ignore`, or set
`unmanaged-object = "note"` in `[tool.tk.severity]`.
"""

from __future__ import annotations

from toolkit.catalog.comparison import Change
from toolkit.drift.words import kind, subject, text
from toolkit.finding import Finding, Severity

NAME = "unmanaged-object"


def unmanaged_object(change: Change, *, database: str) -> Finding:
    """``change`` is an object as a whole that only the live database has."""
    return Finding(
        name=NAME,
        severity=Severity.ERROR,
        subject=subject(change),
        fact=f"Only the database has this {kind(change)}.",
        consequence="Nothing of the project makes it elsewhere, or keeps it.",
        remedy="Write a revision for it if it is the project's; if not, name it in `ignore` of [tool.tk].",
        database=database,
        found=text(change.found),
    )
