"""The live database is not what its revisions make: someone changed it by hand, or a run stopped half way.

The next revision meets another schema than the one it was tested on, and the other databases do not have the change.

Instead, put the database back, or adopt the change: write it into the models and a revision, and `tk stamp` that
revision on the databases that have it already.
"""

from __future__ import annotations

from toolkit.catalog.comparison import Change, Verdict
from toolkit.drift.words import facet, facet_texts, short, subject, text
from toolkit.finding import Finding, Location, Severity

NAME = "changed-database"
_CONSEQUENCE = "Revisions and code meet another schema here than everywhere else."
_REMEDY = "Put it back, or adopt it: write it into the models and a revision, and `tk stamp` that revision here."


def changed_database(change: Change, *, source: str, database: str, location: Location | None) -> Finding:
    """``change`` leads from the expected schema to the live one; ``source`` says whose it is: the revisions', ..."""
    expected: str | None
    found: str | None
    if change.verdict is Verdict.MISSING:
        expected, found = text(change.expected), None
        fact = f"{source} make it, and the database does not have it."
    elif change.verdict is Verdict.UNEXPECTED:
        expected, found = None, text(change.found)
        fact = f"The database has it, and {source[0].lower()}{source[1:]} do not make it."
    else:
        expected, found = facet_texts(change)
        fact = f"Its {facet(change.facet or '')} differs: {short(found)} in the database, {short(expected)} expected."
    return Finding(
        name=NAME,
        severity=Severity.ERROR,
        subject=subject(change),
        fact=fact,
        consequence=_CONSEQUENCE,
        remedy=_REMEDY,
        database=database,
        location=location,
        expected=expected,
        found=found,
    )
