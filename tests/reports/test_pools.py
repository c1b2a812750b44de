"""The answer of pool, read as a person reads it."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from tests.reports.plans import EVERY_POOL, JOBS, OUTAGE, TOO_SLOW, WEB, pool_answer, pools
from tests.reports.values import PLACE
from toolkit.capacity import Limits
from toolkit.forecast import DeclaredPool, PoolResult, Traffic
from toolkit.reports.pools import each, render, row


def test_all_that_is_known() -> None:
    assert render(pool_answer(TOO_SLOW)).splitlines() == [
        "Pool  Kind       Processes  Each      In all    Timeout  Recycle  Pre-ping  Declared in",
        "web   QueuePool  4 x 2      10 + 10   160       30 s     -        yes       pyproject.toml",
        "jobs  NullPool   2          no limit  no limit  -        -        no        [tool.tk.pools.jobs]",
        "",
        f"mysql 9.7.0 at {PLACE.url}",
        "Demand        160 connections when every pool is full, of the 120 that the server grants: 40 too",
        "              many",
        "Headroom      62 free now, 53 at the peak, when 97 were in use",
        "Sessions      6 in transaction, 82 idle, 0 waiting",
        "Traffic       60 requests/s, each holds its connection for 100 ms, 6 in a transaction at once, 20 %",
        "              write (sampled 10 s, 20 times)",
        "Server        connections 151, 1 of them reserved; for this user 120; ends idle connections after 8",
        "              h; waits for a lock 365 days",
        "Pool web begins to fail at 1,612 requests/s, 26.9 times the 60 requests/s of now; 6 of its 160",
        "connections are in use.",
        "Not found out The sessions of other users may not be seen: GRANT PROCESS ON *.* TO app.",
        "",
        "error[pool-saturation] pool web: While bb22.2 copies orders, 412 requests will fail.",
        "  Their users see `QueuePool limit ...`.",
        "  Run it when there are fewer than 2 requests per second:",
        "    tk migrate +1",
        "  migrations/versions/bb22.py:31",
        "",
        "1 error",
    ]


def test_a_database_that_is_a_file_has_what_applies_only() -> None:
    place = replace(PLACE, backend="sqlite", server_version="3.45", url="sqlite:///shop.db")
    told = pools(
        place=place,
        limits=Limits(lock_timeout=5.0),
        sessions={},
        demand=None,
        headroom=None,
        traffic=Traffic(),
        steady=(),
        outages=(),
    )
    assert render(pool_answer(pools=(), databases=(told,))) == (
        "No pool is declared.\n\nsqlite 3.45 at sqlite:///shop.db\nServer        waits for a lock 5 s\n\n"
        "Nothing was found."
    )


def test_verbose_tells_the_samples_and_what_was_read() -> None:
    text = render(pool_answer(history=(Traffic(rate=60.0, seconds=0.5),)), verbose=True)
    assert "              max_connections = 151" in text
    assert (
        "Samples:\n  Seconds  Requests/s  In a transaction  Writes\n  0.5      60          -                 -" in text
    )
    assert "Samples" not in render(pool_answer())


def test_outages_have_their_remedy() -> None:
    text = render(pool_answer(databases=(pools(outages=(OUTAGE,)),)))
    assert "412 requests will fail with" in " ".join(text.split())
    assert "\n  Raise pool_timeout above 78 s while it runs:\n    [tool.tk.pools.web]\n" in text
    bare = render(pool_answer(databases=(pools(outages=(replace(OUTAGE, remedy=""),)),)))
    assert "late.\nNot found out" in bare


@pytest.mark.parametrize(
    ("pool", "words"),
    [
        (WEB, "10 + 10"),
        (JOBS, "no limit"),
        (replace(JOBS, threads=8), "8"),
        (replace(WEB, threads=8), "8"),
        (replace(WEB, threads=40), "10 + 10"),
        (replace(WEB, max_overflow=-1), "no limit"),
        (replace(WEB, pool_size=0, threads=3), "3"),
        (DeclaredPool(name="a", kind="StaticPool"), "1"),
    ],
)
def test_what_one_process_opens(pool: DeclaredPool, words: str) -> None:
    assert each(pool) == words


def test_a_pool_in_which_nobody_waits_has_no_timeout() -> None:
    assert row(JOBS)[5] == "-"
    assert row(replace(WEB, pool_recycle=1800.0))[5:7] == ("30 s", "30 min")


@given(EVERY_POOL)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_any_answer_can_be_printed(given: PoolResult) -> None:
    for verbose in (False, True):
        text = render(given, verbose=verbose)
        assert all(line.replace("\t", "").isprintable() for line in text.split("\n"))
        # A text of the answer may hold such a word itself.
        own = any(f"'{words}'" in repr(given) for words in ("inf", "nan", "None"))
        assert own or all(words not in text for words in (" inf ", " nan ", "None"))


def test_a_pool_that_waits_for_ever_has_no_timeout() -> None:
    assert row(DeclaredPool(name="web", pool_timeout=math.inf))[5] == "none"
