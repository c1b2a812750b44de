"""The models and the revisions differ."""

from __future__ import annotations

import pytest

from tests.drift.schemas import ADDED, LOOSENED, LOST, LOST_TABLE, NEW_TABLE
from toolkit.catalog.comparison import Change
from toolkit.drift.findings.missing_revision import missing_revision
from toolkit.finding import Finding, Severity

WRITE = 'tk revision --autogenerate -m "..."'


def finding(change: Change, *, applied: bool = False) -> Finding:
    return missing_revision(change, applied=applied, database=None, location=None)


@pytest.mark.parametrize(
    ("change", "fact", "expected", "found"),
    [
        (ADDED, "The models have it, and no revision makes it.", "VARCHAR(30) NOT NULL", None),
        (LOST, "The revisions make it, and the models do not have it.", None, "VARCHAR(30) NOT NULL"),
        (LOOSENED, "Its nullable differs: yes in the models, no by the revisions.", "yes", "no"),
        (NEW_TABLE, "The models have it, and no revision makes it.", "(id)", None),
    ],
)
def test_what_it_says(change: Change, fact: str, expected: str | None, found: str | None) -> None:
    told = finding(change)
    assert told.fact == fact
    # What is expected of the revisions is what the models have.
    assert (told.expected, told.found) == (expected, found)
    assert told.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        (ADDED, "The models and the database have it, and no revision makes it."),
        (LOST, "The revisions make it, and the models and the database do not have it."),
    ],
)
def test_it_is_told_when_the_database_has_the_change_already(change: Change, fact: str) -> None:
    assert finding(change, applied=True).fact == fact


@pytest.mark.parametrize("change", [ADDED, LOOSENED, NEW_TABLE])
def test_the_remedy_is_to_write_the_revision(change: Change) -> None:
    assert finding(change).remedy == WRITE


def test_what_the_models_lack_may_be_an_import_that_was_forgotten() -> None:
    assert finding(LOST_TABLE).remedy.startswith("Import its module in env.py")
    assert finding(LOST).remedy.startswith("Put it into the model")
    assert finding(LOST).remedy.endswith(WRITE)
    assert "drop" in finding(LOST).consequence
