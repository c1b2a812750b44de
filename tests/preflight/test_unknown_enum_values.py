from __future__ import annotations

from dataclasses import replace

from tests.preflight.rows import ASKED, ONE, TWO
from toolkit.finding import Severity
from toolkit.preflight.unknown_enum_values import NAME, unknown_enum_values


def test_what_it_says() -> None:
    finding = unknown_enum_values(TWO, ASKED, kind="enum('a')")
    assert (finding.name, finding.severity, finding.subject) == (NAME, Severity.ERROR, "column orders.note")
    assert finding.fact == "2 values are not in enum('a') (id=7; id=8)."
    assert finding.remedy == "UPDATE orders SET note = ... WHERE id=7, or keep their members"


def test_one_of_them_that_the_plan_may_mend() -> None:
    one = unknown_enum_values(ONE, ASKED, kind="enum('a')")
    assert one.fact == "1 value is not in enum('a') (id=7)."
    open_yet = unknown_enum_values(ONE, replace(ASKED, certain=False), kind="enum('a')")
    assert open_yet.severity is Severity.NOTE
    assert open_yet.fact.startswith("1 value is not in enum('a') (id=7)" + ", as of now")
