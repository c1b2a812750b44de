"""What could not be read was not compared."""

from __future__ import annotations

from toolkit.drift.findings.unread_catalog import unread_catalog
from toolkit.finding import Severity


def test_it_warns_and_does_not_fail() -> None:
    finding = unread_catalog("The triggers could not be read.", "mysql://a")
    assert (finding.severity, finding.fact) == (Severity.WARNING, "The triggers could not be read.")
    assert finding.subject == finding.database == "mysql://a"
    assert finding.remedy == "Grant the privilege to the user of the URL."


def test_a_remedy_of_its_own() -> None:
    assert unread_catalog("It.", "mysql://a", "GRANT ALL;").remedy == "GRANT ALL;"
