"""Replicas are late, or will be."""

from __future__ import annotations

import pytest

from tests.preflight.builders import circumstances, only, said, statement, table
from toolkit.capacity import Replica
from toolkit.finding import Severity
from toolkit.preflight import replica_lag

SQL = "ALTER TABLE orders MODIFY note VARCHAR(30)"
FRESH = Replica(name="db-2", lag=0.4)


@pytest.mark.parametrize(
    ("one", "replicas"),
    [
        (statement(SQL, table(), high=900.0), ()),
        (statement(SQL, table(), high=0.9), (FRESH,)),
        (statement(SQL, table(rows=None), high=900.0), (FRESH,)),
        (statement(SQL, table(work="none"), high=900.0), (FRESH,)),
        (statement(SQL, table(), duration=None), (FRESH,)),
    ],
)
def test_silent_where_none_is_late(one: object, replicas: tuple[Replica, ...]) -> None:
    assert said(replica_lag, circumstances(one, replicas=replicas)) == []  # type: ignore[arg-type]  # a statement
    assert said(replica_lag, circumstances(replicas=replicas)) == []


def test_one_that_is_late_now() -> None:
    told = only(
        replica_lag, circumstances(replicas=(FRESH, Replica(name="db-3", lag=300.0), Replica(name="", lag=None)))
    )
    assert (told.severity, told.subject) == (Severity.WARNING, "replica db-3")
    assert told.fact == "It is 5 min behind; 10 s pass without a word."


@pytest.mark.parametrize(("high", "severity"), [(1.0, Severity.NOTE), (29.0, Severity.NOTE), (30.0, Severity.WARNING)])
def test_a_long_statement_delays_them_as_long(high: float, severity: Severity) -> None:
    told = only(replica_lag, circumstances(statement(SQL, table(blocks="nothing"), high=high), replicas=(FRESH,)))
    assert (told.severity, told.subject) == (severity, "replicas")
    assert told.fact.startswith("1 replica: at most 0.4 s behind now; statement 0012.1 takes ")
    assert "falls behind about as long" in told.consequence


def test_how_late_they_are_may_not_be_told() -> None:
    replicas = (Replica(name="a", lag=None), Replica(name="b", lag=None))
    told = only(replica_lag, circumstances(statement(SQL, table(), high=5.0), replicas=replicas))
    assert told.fact.startswith("2 replicas: how far behind is not told here; ")


def test_a_lock_against_readers_meets_those_of_a_hot_standby() -> None:
    moment = statement("ALTER TABLE orders ADD note text", table(work="none"))
    told = only(replica_lag, circumstances(moment, replicas=(FRESH,), backend="postgresql"))
    assert told.severity is Severity.NOTE
    assert "statement 0012.1 locks a table there against readers, too." in told.fact
    assert told.consequence.startswith("A query that runs on the table there")


def test_both_on_a_hot_standby() -> None:
    told = only(replica_lag, circumstances(statement(SQL, table(), high=60.0), replicas=(FRESH,), backend="postgresql"))
    assert told.severity is Severity.WARNING
    assert "fall behind" in told.consequence
    assert "conflict with recovery" in told.consequence


@pytest.mark.parametrize("quiet", [table(rows=None, work="none"), table(blocks="writes", work="none")])
def test_a_new_table_or_a_weaker_lock_meets_nobody(quiet: object) -> None:
    one = statement("ALTER TABLE orders ADD note text", quiet)  # type: ignore[arg-type]  # a table
    assert said(replica_lag, circumstances(one, replicas=(FRESH,), backend="postgresql")) == []


@pytest.mark.parametrize(("lag", "is_told"), [(9.9, False), (10.0, True)])
def test_from_when_on_one_is_late(lag: float, is_told: bool) -> None:
    assert bool(said(replica_lag, circumstances(replicas=(Replica(name="a", lag=lag),)))) == is_told
