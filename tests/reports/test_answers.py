"""The text of every answer, read as a person reads it."""

from __future__ import annotations

from tests.reports import findings, plans
from tests.reports.values import PLACE, entry, status
from toolkit import answers
from toolkit.reports.text import render


def test_status() -> None:
    assert render(status()).splitlines() == [
        "Database      mysql 9.7.0 at mysql+pymysql://app:***@db-1:3306/shop",
        "  at          aa11 a change",
        "  pending     2 revisions",
        "                bb22 a change",
        "                cc33 a change",
        "Heads         cc33 a change",
        "Scripts       migrations",
        "Configured by alembic.ini",
        "Setting       url: TK_URL",
    ]


def test_status_of_a_database_that_no_file_knows() -> None:
    database = answers.DatabaseRevisions(place=PLACE, current=(), at_head=False, unknown=("dead",))
    lines = render(status(databases=(database,), heads=())).splitlines()
    assert "  at          dead (no such file)" in lines
    assert "  pending     unknown" in lines
    assert "Heads         none: there is no revision yet" in lines


def test_current_names_the_database_when_there_are_several_or_when_asked() -> None:
    one = answers.DatabaseRevisions(place=PLACE, current=(entry("aa11"),), at_head=True)
    assert render(answers.Current(databases=(one,))) == "<base> -> aa11, a change"
    assert render(answers.Current(databases=(one,)), verbose=True).startswith(
        "Current revision(s) for mysql+pymysql://app:***@"
    )
    assert render(answers.Current(databases=(one, one))).count("Current revision(s)") == 2


def test_check() -> None:
    text = render(findings.answer(findings.MISSING))
    assert text.startswith("error[column-missing] column orders.note: ")
    assert text.endswith("1 error")
    assert "To accept it" in render(findings.answer(findings.MISSING), verbose=True)


def test_plan_and_pool() -> None:
    assert render(plans.RICH).startswith("mysql 9.7.0 at ")
    assert "To accept it" in render(plans.RICH, verbose=True)
    assert render(plans.pool_answer()).startswith("Pool  Kind")
    assert "Samples:" in render(plans.pool_answer(), verbose=True)


def test_files_and_templates_and_pages() -> None:
    assert render(answers.FilesWritten(files=("a.py",), notes=("Next.",))) == "Wrote a.py\nNext."
    assert render(
        answers.Templates(templates=(answers.Template(name="generic", synopsis="One database."),))
    ).startswith("generic  One database.")
    page = answers.Page(name="multiple-heads", summary="Several.", text="Several.\n\nMore.", exit_code=2)
    assert render(answers.Pages(pages=(page,))) == "multiple-heads (exit code 2)\n\nSeveral.\n\nMore."
    assert render(answers.Pages(pages=(page,), whole=False)) == "multiple-heads  Several."
