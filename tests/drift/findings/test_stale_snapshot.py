"""The committed snapshot is of other revisions."""

from __future__ import annotations

from toolkit.drift.findings.stale_snapshot import stale_snapshot
from toolkit.finding import Location, Severity


def test_it_leads_to_the_file_and_to_the_command() -> None:
    finding = stale_snapshot("scripts/snapshots/mysql.json", "It is of aa11, and the history is at ab22.")
    assert finding.subject == "snapshot scripts/snapshots/mysql.json"
    assert finding.fact == "It is of aa11, and the history is at ab22."
    assert finding.location == Location(file="scripts/snapshots/mysql.json", line=1)
    assert finding.remedy == "tk snapshot"
    assert finding.severity is Severity.ERROR
    assert finding.database is None
