from __future__ import annotations

from dataclasses import replace

from tests.preflight.rows import ASKED, ONE, TWO
from toolkit.finding import Severity
from toolkit.preflight.duplicate_values import NAME, duplicate_values


def test_what_it_says() -> None:
    finding = duplicate_values(TWO, ASKED)
    assert (finding.name, finding.severity, finding.subject) == (NAME, Severity.ERROR, "column orders.note")
    assert finding.fact == "2 rows repeat values that an earlier one has (id=7; id=8)."
    assert (
        finding.remedy
        == "SELECT note, COUNT(*) FROM orders GROUP BY note HAVING COUNT(*) > 1, and change or delete all rows but one of each"
    )


def test_one_of_them_that_the_plan_may_mend() -> None:
    one = duplicate_values(ONE, ASKED, where="id > 5")
    assert one.fact == "1 row repeats values that an earlier one has (id=7)."
    assert "FROM orders WHERE id > 5 GROUP BY" in one.remedy
    open_yet = duplicate_values(ONE, replace(ASKED, certain=False), where="id > 5")
    assert open_yet.severity is Severity.NOTE
    assert open_yet.fact.startswith("1 row repeats values that an earlier one has (id=7)" + ", as of now")
