from __future__ import annotations

from dataclasses import replace

from tests.preflight.rows import ASKED, ONE, TWO
from toolkit.finding import Severity
from toolkit.preflight.too_long_values import NAME, too_long_values


def test_what_it_says() -> None:
    finding = too_long_values(TWO, ASKED, kind="varchar(3)")
    assert (finding.name, finding.severity, finding.subject) == (NAME, Severity.ERROR, "column orders.note")
    assert finding.fact == "2 values are longer than varchar(3) holds (id=7; id=8)."
    assert finding.remedy == "UPDATE orders SET note = ... WHERE id=7, or keep a type that holds them"


def test_one_of_them_that_the_plan_may_mend() -> None:
    one = too_long_values(ONE, ASKED, kind="varchar(3)")
    assert one.fact == "1 value is longer than varchar(3) holds (id=7)."
    open_yet = too_long_values(ONE, replace(ASKED, certain=False), kind="varchar(3)")
    assert open_yet.severity is Severity.NOTE
    assert open_yet.fact.startswith("1 value is longer than varchar(3) holds (id=7)" + ", as of now")
