"""The run's own connections do not fit into what is free.

The run could not connect, or would lose its way in the middle when it opens its second connection.

Instead, let the application close connections, or raise the limit that the finding names.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.backends import remedies
from toolkit.finding import Finding, Severity
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.occupancy import Bound, bounds, database_of, user_of
from toolkit.reports.counting import counted

NAME = "own-connections"


def check(circumstances: Circumstances) -> Iterator[Finding]:
    """One finding for each limit that is too tight."""
    for bound in bounds(circumstances):
        if bound.free < circumstances.connections:
            yield Finding(
                name=NAME,
                severity=Severity.ERROR,
                subject=bound.subject,
                fact=(
                    f"The run needs {counted(circumstances.connections, 'connection')} and {bound.free:,} "
                    f"{'is' if bound.free == 1 else 'are'} free: {bound.taken:,} of {bound.limit:,} are taken."
                ),
                consequence=f"The run would be refused with {remedies.full(circumstances.backend)}.",
                remedy=_remedy(circumstances, bound),
                database=circumstances.database,
            )


def _remedy(circumstances: Circumstances, bound: Bound) -> str:
    backend, needed = circumstances.backend, bound.taken + circumstances.connections
    match bound.subject.partition(" ")[0]:
        case "user":
            return remedies.raise_user_limit(backend, user_of(circumstances) or "", needed)
        case "database":
            return remedies.raise_database_limit(backend, database_of(circumstances) or "", needed)
    return remedies.raise_limit(backend, needed + circumstances.limits.reserved)
