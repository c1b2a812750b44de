"""Findings and answers of check to render, among them any that Hypothesis thinks of."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from tests.reports.values import PLACE
from toolkit.answers import CheckedDatabase, CheckResult
from toolkit.finding import Finding, Location, Severity
from toolkit.pages import Page

MYSQL = PLACE.url
SQLITE = "sqlite:///shop.db"

MISSING = Finding(
    name="column-missing",
    severity=Severity.ERROR,
    subject="column orders.note",
    fact="The database has no column `note` in `orders`.",
    consequence="Code that reads it fails.",
    remedy='Write a revision: tk revision --autogenerate -m "add orders.note"',
    database=MYSQL,
    location=Location(file="models/orders.py", line=31),
    expected="VARCHAR(30) NOT NULL",
    found="no column",
)
VIEW = Finding(
    name="view-differs",
    severity=Severity.WARNING,
    subject="view totals",
    fact="The view `totals` reads otherwise.",
    consequence="Queries on it answer otherwise.",
    remedy="Create it anew.",
    database=MYSQL,
    expected="SELECT a\nFROM orders",
    found="SELECT b\nFROM orders",
)
UNREAD = Finding(
    name="not-read",
    severity=Severity.NOTE,
    subject="events",
    fact="The events could not be read (permission denied).",
    consequence="Whether they differ is unknown.",
    remedy="GRANT EVENT ON shop.* TO app;",
)
PAGE = Page(
    name="column-missing", summary="A column is missing.", text="A column is missing.\n\nIt fails.", exit_code=1
)


def database(url: str = MYSQL, *compared: str) -> CheckedDatabase:
    return CheckedDatabase(
        place=replace(PLACE, url=url),
        revisions=("cc33",),
        compared=compared or ("models", "migrations", "live"),
        expected_from="the migrations, run on a shadow database",
    )


def answer(*findings: Finding, databases: tuple[CheckedDatabase, ...] | None = None) -> CheckResult:
    return CheckResult(findings=findings, databases=(database(),) if databases is None else databases, pages=(PAGE,))


TEXTS = st.text(st.characters(exclude_categories=()), max_size=30) | st.sampled_from(
    [
        "::error::x",
        "a\nb\r\nc",
        "%0A",
        "\x1b[2J\0",
        "]]>",
        "{0} [a](1)",
        "'\"\\",
        "日本",
        "\udc80",
        "\u2028",
        "-->",
        " ",
    ]
)
FINDINGS = st.builds(
    Finding,
    name=TEXTS,
    severity=st.sampled_from(Severity),
    subject=TEXTS,
    fact=TEXTS,
    consequence=TEXTS,
    remedy=TEXTS,
    database=st.none() | st.sampled_from([MYSQL, SQLITE]) | TEXTS,
    location=st.none() | st.builds(Location, file=TEXTS.filter(len), line=st.integers(1, 10**6)),
    expected=st.none() | TEXTS,
    found=st.none() | TEXTS,
)
PAGES = st.builds(Page, name=TEXTS, summary=TEXTS, text=TEXTS, exit_code=st.just(1))
DATABASES = st.builds(
    database,
    TEXTS,
    st.sampled_from(["models", "migrations", "live"]),
    st.sampled_from(["models", "migrations", "live"]),
)
ANSWERS = st.builds(
    CheckResult,
    findings=st.lists(FINDINGS, max_size=4).map(tuple),
    databases=st.lists(DATABASES, max_size=3).map(tuple),
    pages=st.lists(PAGES, max_size=2).map(tuple),
    configuration=st.lists(TEXTS.filter(len), max_size=2).map(tuple),
)
"""Any answer of check, however odd the names and texts in it."""
