"""A pool runs out of connections."""

from __future__ import annotations

import math

import pytest

from tests.preflight.builders import circumstances, only, pool, said, statement
from toolkit.finding import Location, Severity
from toolkit.forecast import Outage, SteadyState
from toolkit.preflight import pool_saturation

MESSAGE = pool().message


def outage(**values: object) -> Outage:
    given: dict[str, object] = {
        "pool": "web",
        "revision": "0012",
        "statement": 1,
        "table": "orders",
        "blocks": "writes",
        "seconds": 40.0,
        "rate": 50.0,
        "saturation": 3.1,
        "delayed": 1_700,
        "failed": 412,
        "message": MESSAGE,
        "remedy": "`pool_timeout=41` in the engine of web.",
    }
    return Outage(**(given | values))  # type: ignore[arg-type]  # a test's shorthand


def steady(**values: object) -> SteadyState:
    given: dict[str, object] = {
        "pool": "web",
        "rate": 100.0,
        "hold": 0.1,
        "busy": 10.0,
        "capacity": 160,
        "onset": 1_500.0,
        "failing": 0.0,
    }
    return SteadyState(**(given | values))  # type: ignore[arg-type]  # a test's shorthand


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"outages": (outage(failed=0, saturation=None),)},
        {"steady": (steady(),)},
        {"steady": (steady(failing=1e-12),)},
        {"steady": (steady(rate=0.0, busy=0.0),)},
        {"steady": (steady(onset=120.0),)},
        {"steady": (steady(onset=math.inf),)},
    ],
)
def test_silent_where_the_pool_lasts(values: dict[str, object]) -> None:
    assert said(pool_saturation, circumstances(**values)) == []


def test_what_will_fail_and_when() -> None:
    place = Location(file="migrations/versions/0012.py", line=20)
    told = only(pool_saturation, circumstances(statement("ALTER TABLE orders", location=place), outages=(outage(),)))
    assert (told.severity, told.subject) == (Severity.ERROR, "pool web, statement 0012.1")
    assert told.fact == (
        "The statement keeps writes of table orders waiting for up to 40 s, at 50 requests/s: "
        "all its connections wait after 3.1 s, 1,700 requests will be late, and 412 will fail."
    )
    assert told.consequence == f"Users see: `{MESSAGE}`."
    assert (told.remedy, told.location) == ("`pool_timeout=41` in the engine of web.", place)


def test_a_pool_that_fills_up_and_fails_nobody() -> None:
    told = only(pool_saturation, circumstances(outages=(outage(failed=0, delayed=1, remedy=""),)))
    assert told.severity is Severity.WARNING
    assert "1 request will be late, and none will fail." in told.fact
    assert "Nobody fails" in told.consequence


def test_what_fails_without_ever_filling_up_is_told_too() -> None:
    told = only(pool_saturation, circumstances(outages=(outage(saturation=None, failed=1),)))
    assert told.severity is Severity.ERROR
    assert "will be late, and 1 will fail." in told.fact


def test_what_fails_already() -> None:
    one = steady(rate=2_000.0, onset=1_500.0, failing=0.2, busy=160.0)
    told = only(pool_saturation, circumstances(pools=(pool(),), steady=(one,)))
    assert (told.severity, told.subject) == (Severity.ERROR, "pool web")
    assert told.fact == (
        "2,000 requests/s reach it now, and 20 % of them fail; one of a hundred fails from 1,500 requests/s on. "
        "It uses 160 of 160 connections."
    )
    assert told.remedy == "In the engine of web: pool_size=24, max_overflow=10"


def test_a_margin_that_is_small() -> None:
    told = only(pool_saturation, circumstances(pools=(pool(),), steady=(steady(onset=119.0),)))
    assert told.severity is Severity.WARNING
    assert "A small rise" in told.consequence


def test_the_remedy_is_never_smaller_than_what_there_is() -> None:
    told = only(pool_saturation, circumstances(pools=(pool(),), steady=(steady(onset=100.0),)))
    assert told.remedy == "In the engine of web: pool_size=11, max_overflow=10"


def test_each_outage_has_its_finding() -> None:
    both = (outage(), outage(statement=2), outage(pool="jobs"), outage(table="customers"))
    assert len(said(pool_saturation, circumstances(outages=both))) == 4
