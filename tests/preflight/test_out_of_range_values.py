from __future__ import annotations

from dataclasses import replace

from tests.preflight.rows import ASKED, ONE, TWO
from toolkit.finding import Severity
from toolkit.preflight.out_of_range_values import NAME, out_of_range_values


def test_what_it_says() -> None:
    finding = out_of_range_values(TWO, ASKED, kind="int")
    assert (finding.name, finding.severity, finding.subject) == (NAME, Severity.ERROR, "column orders.note")
    assert finding.fact == "2 values do not exist in int (id=7; id=8)."
    assert finding.remedy == "UPDATE orders SET note = ... WHERE id=7, or keep a type that holds them"


def test_one_of_them_that_the_plan_may_mend() -> None:
    one = out_of_range_values(ONE, ASKED, kind="int")
    assert one.fact == "1 value does not exist in int (id=7)."
    open_yet = out_of_range_values(ONE, replace(ASKED, certain=False), kind="int")
    assert open_yet.severity is Severity.NOTE
    assert open_yet.fact.startswith("1 value does not exist in int (id=7)" + ", as of now")
