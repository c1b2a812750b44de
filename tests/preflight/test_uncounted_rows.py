from __future__ import annotations

from tests.preflight.rows import ASKED
from toolkit.finding import Severity
from toolkit.preflight.uncounted_rows import NAME, uncounted_rows


def test_what_it_says() -> None:
    finding = uncounted_rows(ASKED, sought="rows without a value", reason="canceling statement. ")
    assert (finding.name, finding.severity, finding.subject) == (NAME, Severity.NOTE, "column orders.note")
    assert finding.fact == "There may be rows without a value: canceling statement."
