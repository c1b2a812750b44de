"""The revisions cannot be run on an empty database."""

from __future__ import annotations

from toolkit.drift.findings.unreplayable_history import unreplayable_history
from toolkit.finding import Location, Severity


def test_it_notes_which_revision_and_why() -> None:
    place = Location(file="scripts/versions/aa11.py", line=1)
    finding = unreplayable_history("aa11", "OperationalError: no such table: t", "Write one.", place)
    assert finding.severity is Severity.NOTE
    assert finding.subject == "revision aa11"
    assert finding.fact == "It cannot be run on an empty database: OperationalError: no such table: t"
    assert (finding.remedy, finding.location) == ("Write one.", place)
    assert finding.database is None
