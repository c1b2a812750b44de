from __future__ import annotations

from dataclasses import replace

from tests.preflight.rows import ASKED, ONE, TWO
from toolkit.finding import Severity
from toolkit.preflight.orphaned_rows import NAME, orphaned_rows


def test_what_it_says() -> None:
    finding = orphaned_rows(TWO, ASKED, referred="notes", referred_columns=("id",))
    assert (finding.name, finding.severity, finding.subject) == (NAME, Severity.ERROR, "column orders.note")
    assert finding.fact == "2 rows refer to notes and to nothing there (id=7; id=8)."
    assert (
        finding.remedy
        == "SELECT * FROM orders o WHERE o.note IS NOT NULL AND NOT EXISTS (SELECT 1 FROM notes r WHERE r.id = o.note), and add what is missing, set the columns to NULL or delete the rows"
    )


def test_one_of_them_that_the_plan_may_mend() -> None:
    one = orphaned_rows(ONE, ASKED, referred="notes", referred_columns=("id",))
    assert one.fact == "1 row refers to notes and to nothing there (id=7)."
    open_yet = orphaned_rows(ONE, replace(ASKED, certain=False), referred="notes", referred_columns=("id",))
    assert open_yet.severity is Severity.NOTE
    assert open_yet.fact.startswith("1 row refers to notes and to nothing there (id=7)" + ", as of now")
