"""The database is behind."""

from __future__ import annotations

import pytest

from toolkit.drift.findings.pending_revisions import SHOWN, pending_revisions
from toolkit.finding import Location

FIRST = Location(file="versions/b.py", line=1)


def test_nothing_is_pending() -> None:
    assert list(pending_revisions(("a",), (), "sqlite:///a.db", None)) == []


@pytest.mark.parametrize(
    ("at", "pending", "fact"),
    [
        ((), ("a",), "The database is at base; 1 pending: a."),
        (("a", "x"), ("b", "c"), "The database is at a, x; 2 pending: b, c."),
        (("a",), tuple("bcdef"), "The database is at a; 5 pending: b, c, d, e, f."),
        (("a",), tuple("bcdefgh"), "The database is at a; 7 pending: b, c, d, e, f and 2 more."),
    ],
)
def test_what_it_says(at: tuple[str, ...], pending: tuple[str, ...], fact: str) -> None:
    [finding] = pending_revisions(at, pending, "sqlite:///a.db", FIRST)
    assert finding.fact == fact
    assert finding.subject == f"revision {pending[0]}"
    assert (finding.database, finding.location, finding.remedy) == ("sqlite:///a.db", FIRST, "tk migrate")


def test_few_are_named() -> None:
    [finding] = pending_revisions((), [f"r{number}" for number in range(1000)], "sqlite:///a.db", None)
    assert f"r{SHOWN - 1} and {1000 - SHOWN} more" in finding.fact
    assert len(finding.fact) < 100
