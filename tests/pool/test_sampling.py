"""What is asked of a server, looked at."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from tests.servers.database import Database
from toolkit.backends.capacity.register import capacity_of
from toolkit.capacity import Counters
from toolkit.forecast import DeclaredPool, Traffic
from toolkit.pool.sampling import PAUSE, Look, looks, traffic_of, transactions_per_request


def look(at: float, transactions: int | None = None, busy: int | None = None, writes: int | None = None) -> Look:
    return Look(counters=Counters(at=at, transactions=transactions, writes=writes), busy=busy)


@pytest.fixture
def live(database: Database) -> Iterator[sa.Connection]:
    engine = sa.create_engine(database.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection


@pytest.mark.parametrize(("seconds", "least"), [(0.0, 1), (0.5, 3)])
def test_one_look_at_once_and_others_until_the_time_is_over(live: sa.Connection, seconds: float, least: int) -> None:
    capacity = capacity_of(live.dialect.name)
    assert capacity is not None
    pauses: list[float] = []

    def wait(pause: float) -> None:
        pauses.append(pause)
        time.sleep(pause)

    seen = list(looks(live, capacity, seconds, wait=wait))
    assert len(seen) >= least
    assert (len(seen) == 1) == (seconds == 0.0), "in no time nothing can be counted"
    assert len(pauses) == len(seen) - 1
    assert all(0.0 <= pause <= PAUSE for pause in pauses)
    times = [one.counters.at for one in seen]
    assert times == sorted(times)
    assert seconds * 0.9 <= times[-1] - times[0] < seconds + 5


def test_who_never_ends_can_be_left(live: sa.Connection) -> None:
    capacity = capacity_of(live.dialect.name)
    assert capacity is not None
    seen = itertools.islice(looks(live, capacity, float("inf"), wait=lambda _: None), 5)
    assert len(list(seen)) == 5


@pytest.mark.parametrize(
    ("seen", "per_request", "traffic"),
    [
        ([], 1, Traffic()),
        ([look(5.0, 100, 3)], 1, Traffic(busy=3.0, samples=1)),
        ([look(5.0, 100, 3), look(5.0, 100, 3)], 1, Traffic(busy=3.0, samples=2)),
        (
            [look(5.0, 100, 2), look(6.0, 160, 4), look(7.0, 300, 6)],
            1,
            Traffic(rate=100.0, busy=4.0, seconds=2.0, samples=3),
        ),
        ([look(0.0, 0, 2), look(2.0, 400, 2)], 2, Traffic(rate=100.0, busy=2.0, seconds=2.0, samples=2)),
        (
            [look(0.0, 0, 1, writes=10), look(1.0, 100, 1, writes=35)],
            1,
            Traffic(rate=100.0, busy=1.0, write_share=0.25, seconds=1.0, samples=2),
        ),
        # Statements are counted, and requests: a request may have several.
        (
            [look(0.0, 0, 1, writes=0), look(1.0, 10, 1, writes=35)],
            1,
            Traffic(rate=10.0, busy=1.0, write_share=1.0, seconds=1.0, samples=2),
        ),
        # The server was started anew in between.
        ([look(0.0, 900), look(1.0, 5)], 1, Traffic(rate=0.0, seconds=1.0, samples=2)),
        ([look(0.0), look(1.0)], 1, Traffic(seconds=1.0, samples=2)),
        ([look(0.0, 1, None), look(1.0, 3, 5)], 1, Traffic(rate=2.0, busy=5.0, seconds=1.0, samples=2)),
    ],
)
def test_rates_and_means(seen: Sequence[Look], per_request: int, traffic: Traffic) -> None:
    assert traffic_of(seen, per_request=per_request) == traffic


NUMBERS = st.none() | st.integers(0, 10**12)
LOOKS = st.lists(st.builds(look, st.floats(0, 1e9), NUMBERS, NUMBERS, NUMBERS), max_size=6)


@given(LOOKS, st.integers(1, 2))
def test_whatever_is_counted_the_numbers_make_sense(seen: list[Look], per_request: int) -> None:
    seen.sort(key=lambda one: one.counters.at)
    traffic = traffic_of(seen, per_request=per_request)
    assert traffic.samples == len(seen)
    assert traffic.rate is None or traffic.rate >= 0
    assert traffic.busy is None or traffic.busy >= 0
    assert traffic.write_share is None or 0 <= traffic.write_share <= 1


@pytest.mark.parametrize(
    ("backend", "pings", "transactions"),
    [
        ("postgresql", [True], 2),
        ("postgresql", [True, True], 2),
        ("postgresql", [True, False], 1),
        ("postgresql", [], 1),
        ("mysql", [True], 1),
        ("mariadb", [True], 1),
    ],
)
def test_a_ping_may_count_too(backend: str, pings: list[bool], transactions: int) -> None:
    capacity: Any = capacity_of(backend)
    pools = [DeclaredPool(name=str(number), pre_ping=ping) for number, ping in enumerate(pings)]
    assert transactions_per_request(capacity, pools) == transactions
