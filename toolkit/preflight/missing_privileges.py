"""The user of the URL lacks privileges that the plan needs.

The server refuses the first statement that needs them, and the run stops there: on MySQL and MariaDB with the
statements before it done.

Instead, let an administrator send the GRANTs that the finding names, or migrate as a user who has them.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.finding import Finding, Severity
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.occupancy import user_of
from toolkit.reports.counting import counted

NAME = "missing-privileges"


def check(circumstances: Circumstances) -> Iterator[Finding]:
    """One finding with all of them, to paste at once."""
    grants = list(dict.fromkeys(f"{grant.rstrip().removesuffix(';')};" for grant in circumstances.rights_missing))
    if not grants:
        return
    user, count = user_of(circumstances), sum(map(_count, grants))
    yield Finding(
        name=NAME,
        severity=Severity.ERROR,
        subject=f"user {user}" if user else "server",
        fact=f"The plan needs {counted(count, 'privilege')} more than the user of the URL has.",
        consequence="The server refuses the first statement that needs one, and the run stops there.",
        remedy="\n".join(grants),
        database=circumstances.database,
    )


def _count(grant: str) -> int:
    """``GRANT ALTER, INDEX ON ...`` are two."""
    return grant.partition(" ON ")[0].count(",") + 1
