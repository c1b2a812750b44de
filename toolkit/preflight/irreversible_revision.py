"""The other direction of a revision did not lead back when it was tried on a shadow.

Once the revision is applied, a downgrade stops there, or leaves another schema than there was before.

Instead, mend the function that the finding names, or accept that there is no way back but a backup.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.finding import Finding, Location, Severity
from toolkit.plan import PlannedRevision
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.statements import shortened

NAME = "irreversible-revision"


def check(circumstances: Circumstances) -> Iterator[Finding]:
    """Silent where it led back, and where that was not tried."""
    for revision in circumstances.plan.revisions if circumstances.plan is not None else ():
        if revision.is_reversible is False:
            yield _finding(circumstances, revision)


def _finding(circumstances: Circumstances, revision: PlannedRevision) -> Finding:
    other = "upgrade" if revision.direction == "downgrade" else "downgrade"
    back = "migrate" if other == "upgrade" else other
    why = f": {shortened(revision.irreversible, limit=300)}" if revision.irreversible else "."
    return Finding(
        name=NAME,
        severity=Severity.NOTE,
        subject=f"revision {revision.revision}",
        fact=f"Its {other} did not lead back on the shadow{why}",
        consequence=f"After the run, tk {back} does not bring back what was there.",
        remedy=f"Mend {other}() in {revision.path}.",
        database=circumstances.database,
        location=Location(file=revision.path, line=1),
    )
