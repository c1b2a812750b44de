"""The server refused a statement of the plan when it was tried on a shadow.

The run would stop there: on MySQL and MariaDB with the statements before it done, elsewhere with nothing done. What
comes after it is not tried, and rows are held against no more than what comes before it.

Instead, mend the revision by what the server says. Where the shadow lacks what the live server has, an extension or
another database for instance, name a better place for shadows in `shadow_url`.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.finding import Finding, Severity
from toolkit.planning.transactions import is_transactional
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.statements import pending, shortened

NAME = "refused-statement"


def check(circumstances: Circumstances) -> Iterator[Finding]:
    """One finding for each statement; as a rule there is one, since nothing after it was tried."""
    for one in pending(circumstances):
        refused = one.statement.refused
        if refused is None:
            continue
        before = one.statement.number - 1
        stays = before > 0 and not is_transactional(circumstances.backend)
        yield Finding(
            name=NAME,
            severity=Severity.ERROR,
            subject=one.subject,
            fact=f"The server refuses `{one.text}`: {shortened(refused, limit=300)}",
            consequence=(
                f"The run would stop there, with statements 1 to {before} of revision {one.revision.revision} done. "
                if stays
                else f"The run would stop there; nothing of revision {one.revision.revision} would stay. "
            )
            + "What comes after it was not tried, and no row was held against it.",
            remedy=f"Mend {one.revision.path}.",
            database=circumstances.database,
            location=one.statement.location,
        )
