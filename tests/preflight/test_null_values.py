from __future__ import annotations

from dataclasses import replace

from tests.preflight.rows import ASKED, ONE, TWO
from toolkit.finding import Severity
from toolkit.preflight.null_values import NAME, null_values


def test_what_it_says() -> None:
    finding = null_values(TWO, ASKED)
    assert (finding.name, finding.severity, finding.subject) == (NAME, Severity.ERROR, "column orders.note")
    assert finding.fact == "2 rows have no value in it (id=7; id=8)."
    assert finding.remedy == "UPDATE orders SET note = ... WHERE note IS NULL"


def test_one_of_them_that_the_plan_may_mend() -> None:
    one = null_values(ONE, ASKED)
    assert one.fact == "1 row has no value in it (id=7)."
    open_yet = null_values(ONE, replace(ASKED, certain=False))
    assert open_yet.severity is Severity.NOTE
    assert open_yet.fact.startswith("1 row has no value in it (id=7)" + ", as of now")
