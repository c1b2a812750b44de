"""A statement keeps others out of a table."""

from __future__ import annotations

import pytest

from tests.preflight.builders import circumstances, only, said, statement, table
from toolkit.capacity import Limits
from toolkit.finding import Location, Severity
from toolkit.impact import Impact
from toolkit.preflight import blocking_statement

SQL = "ALTER TABLE orders MODIFY note VARCHAR(30)"


@pytest.mark.parametrize(
    "quiet",
    [
        statement(SQL, table(), high=1.0),
        statement(SQL, table(blocks="nothing"), high=900.0),
        statement(SQL, table(rows=None, bytes=None), high=900.0),
        statement(SQL, table()),
        statement(SQL, table(), duration=None),
        statement(SQL),
    ],
)
def test_silent_where_nobody_waits_for_long(quiet: object) -> None:
    assert said(blocking_statement, circumstances(quiet)) == []  # type: ignore[arg-type]  # a statement
    assert said(blocking_statement, circumstances()) == []


@pytest.mark.parametrize(
    ("high", "severity"),
    [(1.1, Severity.WARNING), (10.0, Severity.WARNING), (10.1, Severity.ERROR), (1e9, Severity.ERROR)],
)
def test_by_the_upper_end_of_the_estimate(high: float, severity: Severity) -> None:
    assert only(blocking_statement, circumstances(statement(SQL, table(), low=0.0, high=high))).severity is severity


@pytest.mark.parametrize(("low", "severity"), [(9.0, Severity.WARNING), (11.0, Severity.ERROR)])
def test_what_is_only_assumed_stops_nothing_unless_the_fastest_server_would_take_long(
    low: float, severity: Severity
) -> None:
    assumed = statement(SQL, table(), low=low, high=900.0, basis="assumed")
    assert only(blocking_statement, circumstances(assumed)).severity is severity


def test_told_with_rows_bytes_and_the_words_of_the_server() -> None:
    place = Location(file="migrations/versions/0012.py", line=20)
    one = statement(
        SQL, table(lock="SHARED", blocks="writes"), low=40.0, high=90.0, impact=Impact(algorithm="COPY"), location=place
    )
    told = only(blocking_statement, circumstances(one))
    assert told.fact == (
        f"`{SQL}` keeps writes of table orders waiting for 40 to 90 s (1,204,331 rows, 1.0 GiB; measured on this server)."
    )
    assert told.consequence == (
        "The server's own words: algorithm COPY, lock SHARED. "
        "Requests that want the table wait, each with a connection of its pool."
    )
    assert "pt-online-schema-change" in told.remedy
    assert told.location == place


def test_one_row_and_an_estimate_from_nothing() -> None:
    told = only(blocking_statement, circumstances(statement(SQL, table(rows=1, bytes=None), high=5.0, basis="assumed")))
    assert "(1 row; assumed: nothing is known of this server)" in told.fact


def test_a_lock_that_lasts_until_its_transaction_ends() -> None:
    added = statement("ALTER TABLE orders ADD note text", table(work="none"))
    filled = statement("UPDATE orders SET note = ''", table(work="rows", blocks="nothing"), number=2, high=60.0)
    told = only(blocking_statement, circumstances(added, filled, backend="postgresql"))
    assert told.subject == "statement 0012.1"
    assert "until the transaction ends, after 1 statement that follows." in told.consequence
    assert said(blocking_statement, circumstances(added, filled)) == []


def test_each_table_has_its_finding() -> None:
    told = said(blocking_statement, circumstances(statement(SQL, table("a"), table("b"), high=5.0)))
    assert [one.subject for one in told] == ["statement 0012.1, table a", "statement 0012.1, table b"]


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            (("busy_timeout", "5000"), ("journal_mode", "wal")),
            "wait for 5 s, then fail with `database is locked`; readers go on",
        ),
        (
            (("busy_timeout", "0"), ("journal_mode", "delete")),
            "wait for 0 s, then fail with `database is locked`; readers wait",
        ),
        ((), "wait for their busy timeout, then fail"),
    ],
)
def test_sqlite_has_one_writer(settings: tuple[tuple[str, str], ...], words: str) -> None:
    given = circumstances(statement(SQL, table(), high=5.0), backend="sqlite", limits=Limits(settings=settings))
    told = only(blocking_statement, given)
    assert words in told.consequence
