from __future__ import annotations

from dataclasses import replace

from tests.preflight.rows import ASKED, ONE, TWO
from toolkit.finding import Severity
from toolkit.preflight.violating_rows import NAME, violating_rows

OF_A_CHECK = replace(ASKED, columns=(), written_columns=(), constraint="check constraint orders.ck")


def test_what_it_says() -> None:
    finding = violating_rows(TWO, OF_A_CHECK, condition="(note > 0)")
    assert (finding.name, finding.severity, finding.subject) == (NAME, Severity.ERROR, "check constraint orders.ck")
    assert finding.fact == "2 rows break the check (note > 0) (id=7; id=8)."
    assert finding.remedy == "SELECT * FROM orders WHERE NOT ((note > 0)), and mend these rows first"


def test_rows_that_the_server_does_not_look_at_stop_nothing() -> None:
    finding = violating_rows(ONE, OF_A_CHECK, condition="note > 0", is_refused=False)
    assert finding.severity is Severity.WARNING
    assert "refused while they are there" not in finding.consequence
    open_yet = violating_rows(ONE, replace(OF_A_CHECK, certain=False), condition="note > 0", is_refused=False)
    assert open_yet.severity is Severity.NOTE
