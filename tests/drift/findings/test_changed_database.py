"""Someone changed the database by hand."""

from __future__ import annotations

import pytest

from tests.drift.schemas import ADDED, LOOSENED, LOST
from toolkit.catalog.comparison import Change
from toolkit.drift.findings.changed_database import changed_database
from toolkit.finding import Finding, Location, Severity

SOURCE = "The revisions"


def finding(change: Change, source: str = SOURCE) -> Finding:
    return changed_database(change, source=source, database="sqlite:///a.db", location=Location(file="a.py", line=3))


@pytest.mark.parametrize(
    ("change", "fact", "expected", "found"),
    [
        (ADDED, "The database has it, and the revisions do not make it.", None, "VARCHAR(30) NOT NULL"),
        (LOST, "The revisions make it, and the database does not have it.", "VARCHAR(30) NOT NULL", None),
        (LOOSENED, "Its nullable differs: yes in the database, no expected.", "no", "yes"),
    ],
)
def test_what_it_says(change: Change, fact: str, expected: str | None, found: str | None) -> None:
    told = finding(change)
    assert (told.subject, told.fact) == ("column orders.note", fact)
    assert (told.expected, told.found) == (expected, found)


def test_it_is_an_error_of_the_database_with_its_place() -> None:
    told = finding(ADDED)
    assert (told.severity, told.database, told.location) == (
        Severity.ERROR,
        "sqlite:///a.db",
        Location(file="a.py", line=3),
    )
    assert "tk stamp" in told.remedy


def test_where_no_revision_could_be_run_the_models_are_named() -> None:
    assert finding(LOST, "The models").fact == "The models make it, and the database does not have it."
    assert finding(ADDED, "The models").fact == "The database has it, and the models do not make it."
