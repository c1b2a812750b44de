from __future__ import annotations

import math
from dataclasses import replace

import pytest

from tests.reports.plans import HARMLESS, JOBS, LIMITS, MESSAGE, OUTAGE, STEADY, TRAFFIC, WEB, pools
from toolkit.capacity import Limits
from toolkit.forecast import Traffic
from toolkit.reports import forecasts


def test_an_outage_in_one_sentence_with_its_numbers() -> None:
    assert forecasts.outage(OUTAGE) == (
        "While bb22.2 blocks writes on orders for up to 90 s, 12.5 requests/s wait: pool web saturates after 13 s; "
        f"412 requests will fail with `{MESSAGE}`, 713 requests will be late."
    )
    assert forecasts.outage(HARMLESS) == (
        "While cc33.5 blocks reads and writes on log.events for up to 31 s, 0.5 requests/s wait: "
        "pool jobs does not saturate; 15 requests will be late, none will fail."
    )


def test_a_pool_that_saturates_and_fails_nothing() -> None:
    told = forecasts.consequence(replace(OUTAGE, failed=0, delayed=1, saturation=3.1))
    assert told == "pool web saturates after 3.1 s; 1 request will be late, none will fail."


def test_how_far_away_failures_are() -> None:
    assert forecasts.steady(STEADY) == (
        "Pool web begins to fail at 1,612 requests/s, 26.9 times the 60 requests/s of now; "
        "6 of its 160 connections are in use."
    )
    late = replace(STEADY, rate=2000.0, failing=0.19, busy=160.0)
    assert "0.81 times the 2,000 requests/s of now; 19 % fail already; 160 of its 160" in forecasts.steady(late)
    assert forecasts.steady(replace(STEADY, rate=0.0)).endswith("at 1,612 requests/s; now none reach it.")
    assert "has no rate at which it begins to fail" in forecasts.steady(replace(STEADY, onset=math.inf))


def test_the_first_failure_comes_a_timeout_after_saturation() -> None:
    assert forecasts.first_failure(OUTAGE, (JOBS, WEB)) == 12.8 + 30
    assert forecasts.first_failure(OUTAGE, (JOBS,)) is None
    assert forecasts.first_failure(replace(OUTAGE, failed=0), (WEB,)) is None
    assert forecasts.first_failure(replace(HARMLESS, pool="web"), (WEB,)) is None


@pytest.mark.parametrize(
    ("limits", "limit"),
    [
        (LIMITS, 120),
        (replace(LIMITS, user_limit=None), 150),
        (Limits(database_limit=10), 10),
        (Limits(), None),
    ],
)
def test_the_least_limit_counts(limits: Limits, limit: int | None) -> None:
    assert forecasts.limit_of(limits) == limit


@pytest.mark.parametrize(
    ("demand", "limits", "words"),
    [
        (160, LIMITS, "160 connections when every pool is full, of the 120 that the server grants: 40 too many"),
        (100, LIMITS, "100 connections when every pool is full, of the 120 that the server grants: 20 to spare"),
        (None, LIMITS, "no limit, of the 120 that the server grants"),
        (1, Limits(), "1 connection; the limit of the server is not known"),
    ],
)
def test_demand_against_limit(demand: int | None, limits: Limits, words: str) -> None:
    assert forecasts.demand(pools(demand=demand, limits=limits)) == words


def test_a_file_has_no_limit_that_could_be_known() -> None:
    assert forecasts.demand(pools(demand=30, limits=Limits(grants_any=True))) == "30 connections"


def test_headroom_now_and_at_the_peak() -> None:
    assert forecasts.headroom(pools()) == "62 free now, 53 at the peak, when 97 were in use"
    assert forecasts.headroom(pools(limits=Limits())) == "62 free now"
    assert forecasts.headroom(pools(headroom=None, limits=Limits())) is None


def test_traffic() -> None:
    assert forecasts.traffic(TRAFFIC) == (
        "60 requests/s, each holds its connection for 100 ms, 6 in a transaction at once, 20 % write "
        "(sampled 10 s, 20 times)"
    )
    assert forecasts.traffic(Traffic(rate=2, busy=6)) == (
        "2 requests/s, each holds its connection for 3 s, 6 in a transaction at once (as given)"
    )
    assert forecasts.traffic(Traffic()) is None


def test_what_has_no_limit_is_left_out() -> None:
    assert dict(forecasts.limits(LIMITS)) == {
        "connections": "151, 1 of them reserved",
        "for this user": "120",
        "ends idle connections after": "8 h",
        "waits for a lock": "365 days",
    }
    assert list(forecasts.limits(Limits(reserved=3))) == []
    terms = (("writes", "one connection at a time"),)
    assert list(forecasts.limits(Limits(pooler="PgBouncer", terms=terms))) == [*terms, ("reached through", "PgBouncer")]


def test_what_was_not_seen_is_told_once() -> None:
    seen = pools(limits=Limits(unseen=("a", "b")), traffic=Traffic(unseen=("b", "c")))
    assert forecasts.unseen(seen) == ("a", "b", "c")
