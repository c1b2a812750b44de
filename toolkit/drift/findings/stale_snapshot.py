"""The committed snapshot is not of these revisions.

Whoever reads it, in a review or with `tk check` where no shadow database can be made, sees an older schema.

Instead, run `tk snapshot` where a shadow database can be made, and commit the file.
"""

from __future__ import annotations

from toolkit.finding import Finding, Location, Severity

NAME = "stale-snapshot"


def stale_snapshot(file: str, why: str) -> Finding:
    """``why`` is a sentence: what tells that it is stale."""
    return Finding(
        name=NAME,
        severity=Severity.ERROR,
        subject=f"snapshot {file}",
        fact=why,
        consequence="It shows another schema than the revisions make.",
        remedy="tk snapshot",
        location=Location(file=file, line=1),
    )
