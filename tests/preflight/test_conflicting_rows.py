from __future__ import annotations

from dataclasses import replace

from tests.preflight.rows import ASKED, TWO
from toolkit.finding import Severity
from toolkit.preflight.conflicting_rows import NAME, conflicting_rows


def test_what_it_says() -> None:
    asked = replace(ASKED, columns=(), written_columns=(), constraint="exclusion constraint orders.x")
    finding = conflicting_rows(TWO, asked, definition="EXCLUDE USING gist (note WITH &&)")
    assert (finding.name, finding.severity, finding.subject) == (NAME, Severity.ERROR, "exclusion constraint orders.x")
    assert finding.fact == "2 rows conflict with another one by EXCLUDE USING gist (note WITH &&) (id=7; id=8)."
