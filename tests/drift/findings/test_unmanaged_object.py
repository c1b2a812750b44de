"""Only the database has it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.drift.schemas import NEW_TABLE, catalog, difference, table
from toolkit.catalog.comparison import Change
from toolkit.catalog.values import View
from toolkit.drift.findings.unmanaged_object import unmanaged_object
from toolkit.finding import Severity

VIEW = View(schema=None, name="recent", definition="SELECT 1")
MATERIALIZED = View(schema="ledger", name="totals", definition="SELECT 1", materialized=True)


@pytest.mark.parametrize(
    ("change", "subject", "fact", "found"),
    [
        (NEW_TABLE, "table orders", "Only the database has this table.", "(id)"),
        (
            difference(catalog(), catalog(views=(VIEW,))),
            "view recent",
            "Only the database has this view.",
            "SELECT 1",
        ),
        (
            difference(catalog(), catalog(views=(MATERIALIZED,))),
            "materialized view ledger.totals",
            "Only the database has this materialized view.",
            "SELECT 1",
        ),
    ],
)
def test_what_it_says(change: Change, subject: str, fact: str, found: str) -> None:
    finding = unmanaged_object(change, database="sqlite:///a.db")
    assert (finding.subject, finding.fact, finding.found) == (subject, fact, found)
    assert finding.expected is None
    assert finding.severity is Severity.ERROR


@given(st.text(min_size=1, max_size=12))
def test_nothing_ever_proposes_to_drop_it(name: str) -> None:
    finding = unmanaged_object(difference(catalog(), catalog(table(name))), database="sqlite:///a.db")
    assert "drop" not in finding.remedy.replace(name, "").lower()
    assert name in finding.subject
