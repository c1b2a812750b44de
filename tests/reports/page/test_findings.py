from __future__ import annotations

from tests.reports.findings import MISSING, UNREAD, VIEW
from tests.reports.page.parsing import Page
from toolkit.reports.page.findings import findings


def test_every_part_of_a_finding_is_told() -> None:
    page = Page(findings([MISSING]).text)
    assert page.told("h2") == "Findings: 1 error"
    for words in (
        "error[column-missing] column orders.note",
        MISSING.fact,
        MISSING.consequence,
        "expected: VARCHAR(30) NOT NULL\nfound:    no column",
        MISSING.remedy,
        f"models/orders.py:31 in {MISSING.database}",
        f"To accept it: {MISSING.allow}",
    ):
        assert words in page.told()
    assert MISSING.remedy in page.told("code")


def test_severities_are_seen_and_counted() -> None:
    page = Page(findings([UNREAD, VIEW, MISSING]).text)
    assert page.told("h2") == "Findings: 1 error, 1 warning, 1 note"
    assert [found["class"] for found in page.all("article")] == ["finding note", "finding warning", "finding error"]


def test_lines_stay_lines() -> None:
    assert "    - SELECT a" not in Page(findings([VIEW]).text).told("p")
    assert "  - SELECT a\n  + SELECT b\n    FROM orders" in Page(findings([VIEW]).text).told("code")


def test_none() -> None:
    assert Page(findings([]).text).told() == "Findings\nNothing was found."
