"""One value for everything that tk finds."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.finding import Finding, Location, Severity

FINDING = Finding(
    name="changed-database",
    severity=Severity.ERROR,
    subject="column orders.note",
    fact="The database has it.",
    consequence="Code fails.",
    remedy="Put it back.",
    database="sqlite:///a.db",
)
SUBJECTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1) | st.sampled_from(
    ["table tmp[1]", 'table "a"', "table a*b?", "table [!x]", "table \\", "table a\tb\n", "table \x7f", "表"]
)


@given(SUBJECTS)
def test_what_accepts_it_is_toml_whose_pattern_means_this_subject(subject: str) -> None:
    severity, ignore = replace(FINDING, subject=subject).allow.split(", or ", 1)
    assert tomllib.loads(severity.replace("] ", "]\n", 1)) == {
        "tool": {"tk": {"severity": {"changed-database": "note"}}}
    }
    [pattern] = tomllib.loads(ignore.replace("] ", "]\n", 1))["tool"]["tk"]["ignore"]
    assert fnmatchcase(subject, pattern)
    assert not fnmatchcase(subject + "x", pattern)


def test_the_fingerprint_is_the_same_in_every_run() -> None:
    assert FINDING.fingerprint == "bcd47076c349d66bea3fef8eea139595"


@pytest.mark.parametrize(
    "change",
    [
        {"name": "missing-revision"},
        {"subject": "column orders.notes"},
        {"fact": "The database lacks it."},
    ],
)
def test_the_fingerprint_tells_findings_apart(change: dict[str, str]) -> None:
    assert replace(FINDING, **change).fingerprint != FINDING.fingerprint  # type: ignore[arg-type]  # texts all


@pytest.mark.parametrize(
    "change",
    [
        {"database": "sqlite:///elsewhere.db"},
        {"location": Location(file="a.py", line=3)},
        {"severity": Severity.NOTE},
        {"remedy": "Something better."},
    ],
)
def test_the_fingerprint_outlives_what_moves(change: dict[str, object]) -> None:
    """Another line, another machine, another setting: still the same finding."""
    assert replace(FINDING, **change).fingerprint == FINDING.fingerprint  # type: ignore[arg-type]  # the test's choice


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_has_a_fingerprint(fact: str) -> None:
    assert re.fullmatch("[0-9a-f]{32}", replace(FINDING, fact=fact).fingerprint)
