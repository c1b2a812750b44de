"""The disk may not have room."""

from __future__ import annotations

import pytest

from tests.preflight.builders import GIBIBYTE, MEBIBYTE, circumstances, only, plan, revision, said, statement, table
from toolkit.finding import Severity
from toolkit.plan import PlannedStatement
from toolkit.preflight import full_disk

SQL = "ALTER TABLE orders MODIFY note VARCHAR(30)"


def copying(size: int | None, number: int = 1, work: str = "rewrite") -> PlannedStatement:
    return statement(SQL, table(bytes=size, work=work), number=number)


@pytest.mark.parametrize(
    ("one", "free"),
    [
        (copying(GIBIBYTE), 2 * GIBIBYTE),
        (copying(GIBIBYTE), None),
        (copying(None), 0),
        (copying(GIBIBYTE, work="none"), 0),
        (copying(GIBIBYTE, work="scan"), 0),
    ],
)
def test_silent_where_there_is_room_or_nothing_to_tell(one: PlannedStatement, free: int | None) -> None:
    assert said(full_disk, circumstances(one, free_bytes=free)) == []
    assert said(full_disk, circumstances(free_bytes=0)) == []


@pytest.mark.parametrize(
    ("free", "severity"),
    [
        (GIBIBYTE - 1, Severity.ERROR),
        (0, Severity.ERROR),
        (GIBIBYTE, Severity.WARNING),
        (2 * GIBIBYTE - 1, Severity.WARNING),
    ],
)
def test_told_with_both_sizes(free: int, severity: Severity) -> None:
    told = only(full_disk, circumstances(copying(GIBIBYTE), free_bytes=free))
    assert (told.severity, told.subject) == (severity, "statement 0012.1")
    assert "takes about 1.0 GiB of the disk" in told.fact
    assert told.fact.endswith("are free.")
    assert "2.0 GiB free" in told.remedy


def test_an_index_takes_a_part_and_never_stops_the_run() -> None:
    told = only(full_disk, circumstances(copying(3 * GIBIBYTE, work="index"), free_bytes=0))
    assert told.severity is Severity.WARNING
    assert "builds indexes, which takes about 1.0 GiB" in told.fact


def test_a_table_that_is_filled_from_another_one_takes_as_much() -> None:
    new = table("new", rows=None, bytes=None, work="rows")
    filling = statement("INSERT INTO new SELECT * FROM orders", table(bytes=GIBIBYTE, work="scan"), new, kind="change")
    assert "takes about 1.0 GiB" in only(full_disk, circumstances(filling, free_bytes=0)).fact
    reading = statement("UPDATE orders SET a = 1", table(bytes=GIBIBYTE, work="scan"), kind="change")
    assert said(full_disk, circumstances(reading, free_bytes=0)) == []


def test_a_disk_that_cannot_be_seen_is_a_note() -> None:
    told = only(full_disk, circumstances(copying(GIBIBYTE + MEBIBYTE)))
    assert told.severity is Severity.NOTE
    assert told.fact.endswith("how much is free is not told here.")


@pytest.mark.parametrize(("backend", "total"), [("mysql", "2.0 GiB"), ("postgresql", "3.0 GiB"), ("sqlite", "3.0 GiB")])
def test_what_a_transaction_replaces_stays_until_it_ends(backend: str, total: str) -> None:
    given = circumstances(copying(GIBIBYTE), copying(2 * GIBIBYTE, 2), backend=backend, free_bytes=0)
    told = only(full_disk, given)
    assert (told.subject, f"about {total}" in told.fact) == ("statement 0012.2", True)


def test_revisions_give_back_what_they_replaced() -> None:
    two = plan(revision(copying(GIBIBYTE)), revision(copying(2 * GIBIBYTE), name="0013"))
    told = only(full_disk, circumstances(plan=two, backend="postgresql", free_bytes=0))
    assert (told.subject, "about 2.0 GiB" in told.fact) == ("statement 0013.1", True)
