"""The application that runs now will notice a statement of the plan, since it does not know of the change.

Until the new release is everywhere, requests of the old one fail on it.

Instead, change in two releases: first add what is new and let the code use it, then, in a later revision, take away
what no code names any more. A new column that must have a value gets a default first.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.backends.sql.reading import read
from toolkit.backends.sql.values import ColumnMade, Renamed
from toolkit.finding import Finding, Severity
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.statements import Pending, pending
from toolkit.preflight.takings import remade

NAME = "breaking-change"


def check(circumstances: Circumstances) -> Iterator[Finding]:
    """One finding for each statement. A table that is made anew under its name, to alter it, is noticed by nobody."""
    spared = remade(circumstances)
    for one in pending(circumstances):
        if one.statement.notices and one.label not in spared:
            yield Finding(
                name=NAME,
                severity=Severity.WARNING,
                subject=one.subject,
                fact=f"`{one.text}` changes what the application that runs now counts on.",
                consequence=" ".join(one.statement.notices),
                remedy=_remedy(circumstances, one),
                database=circumstances.database,
                location=one.statement.location,
            )


def _remedy(circumstances: Circumstances, one: Pending) -> str:
    effects = [effect for statement in read(one.statement.sql, circumstances.backend) for effect in statement.effects]
    if any(isinstance(effect, ColumnMade) for effect in effects):
        return "Add it with a default, or let it be NULL until every release fills it: server_default=..."
    if any(isinstance(effect, Renamed) for effect in effects):
        return "Add the new name beside the old one, release code that uses it alone, then drop the old one."
    return "Release code that no longer names it, then drop it in a later revision."
