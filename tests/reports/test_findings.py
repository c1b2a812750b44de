"""The answer of check, read as a person reads it."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from fnmatch import fnmatchcase

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reports.findings import ANSWERS, MISSING, MYSQL, SQLITE, UNREAD, VIEW, answer, database
from toolkit.answers import CheckResult
from toolkit.reports.findings import render

PLACE = f"mysql 9.7.0 at {MYSQL}"


def test_a_finding() -> None:
    assert render(answer(MISSING)).splitlines() == [
        "error[column-missing] column orders.note: The database has no column `note` in `orders`.",
        "  Code that reads it fails.",
        "  expected: VARCHAR(30) NOT NULL",
        "  found:    no column",
        '  Write a revision: tk revision --autogenerate -m "add orders.note"',
        "  models/orders.py:31",
        "",
        "1 error",
    ]


def test_texts_of_several_lines() -> None:
    remedy = "Create it anew:\n  CREATE VIEW totals AS\n  SELECT a"
    assert render(answer(replace(VIEW, remedy=remedy))).splitlines() == [
        "warning[view-differs] view totals: The view `totals` reads otherwise.",
        "  Queries on it answer otherwise.",
        "  expected (-) and found (+):",
        "    - SELECT a",
        "    + SELECT b",
        "      FROM orders",
        "  Create it anew:",
        "    CREATE VIEW totals AS",
        "    SELECT a",
        "",
        "1 warning",
    ]


def test_the_total_is_told_worst_first() -> None:
    assert render(answer(UNREAD, VIEW, MISSING, MISSING)).splitlines()[-1] == "2 errors, 1 warning, 1 note"


def test_several_databases_are_told_apart() -> None:
    both = (database(MYSQL), database(SQLITE))
    lines = render(answer(MISSING, UNREAD, databases=both)).splitlines()
    heads = [line for line in lines if line and not line.startswith((" ", "error", "note"))]
    assert heads == [
        "The project:",
        f"{PLACE}:",
        f"mysql 9.7.0 at {SQLITE}: The models, the migrations and the database agree.",
        "1 error, 1 note",
    ]


def test_one_database_needs_no_heading() -> None:
    assert PLACE not in render(answer(MISSING, UNREAD))


def test_a_database_that_could_not_be_checked_has_its_heading() -> None:
    assert f"{SQLITE}:" in render(answer(replace(UNREAD, database=SQLITE))).splitlines()


@pytest.mark.parametrize(
    ("compared", "sentence"),
    [
        (("models", "migrations", "live"), "The models, the migrations and the database agree."),
        (("migrations", "live"), "The migrations and the database agree."),
        (("models", "live"), "The models and the database agree."),
        (("live",), "Nothing was found; no schemas were compared."),
    ],
)
def test_nothing_found_says_what_was_compared(compared: tuple[str, ...], sentence: str) -> None:
    assert render(answer(databases=(database(MYSQL, *compared),))) == sentence


def test_nothing_found_in_several_databases_or_in_none() -> None:
    text = render(answer(databases=(database(MYSQL), database(SQLITE, "migrations", "live"))))
    assert text.splitlines() == [
        f"The models, the migrations and the database agree: {MYSQL}",
        f"The migrations and the database agree: {SQLITE}",
    ]
    assert render(answer(databases=())) == "No database was checked."


def test_verbose_tells_the_basis_and_how_to_accept() -> None:
    lines = render(answer(MISSING), verbose=True).splitlines()
    assert lines[:5] == [
        f"Database      {PLACE}",
        "  at          cc33",
        "  compared    models, migrations, live",
        "  expected    the migrations, run on a shadow database",
        "",
    ]
    assert f"  To accept it: {MISSING.allow}" in lines
    assert render(answer(), verbose=True).splitlines()[-1] == "The models, the migrations and the database agree."


@given(st.text())
def test_what_accepts_a_finding_is_toml_that_means_it(subject: str) -> None:
    severity, ignore = replace(MISSING, subject=subject).allow.split(", or ", 1)
    assert severity == '[tool.tk.severity] column-missing = "note"'
    (pattern,) = tomllib.loads(ignore.removeprefix("[tool.tk] "))["ignore"]
    assert fnmatchcase(subject, pattern)


@given(ANSWERS)
@settings(max_examples=150)
def test_any_findings_can_be_printed(given: CheckResult) -> None:
    for verbose in (False, True):
        lines = render(given, verbose=verbose).split("\n")
        assert all(line.replace("\t", "").isprintable() for line in lines)
        heads = [line for line in lines if line.startswith(("error[", "warning[", "note["))]
        assert len(heads) >= len(given.findings)
