"""What the applications ask of the server, looked at for some seconds."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from toolkit.backends.capacity.base import Capacity
from toolkit.capacity import Counters
from toolkit.forecast import DeclaredPool, Traffic

PAUSE = 0.2
"""Seconds between two looks."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """One look."""

    counters: Counters
    busy: int | None


def looks(
    connection: Connection, capacity: Capacity, seconds: float, *, wait: Callable[[float], None] = time.sleep
) -> Iterator[Look]:
    """One at once, and others until the time is over. In no time nothing happens, and one is enough.

    ``connection`` is in autocommit, or looking would begin a transaction and count as one.
    """
    ends = time.monotonic() + seconds
    while True:
        yield Look(counters=capacity.counters(connection), busy=capacity.in_transaction(connection))
        left = ends - time.monotonic()
        if left <= 0:
            return
        wait(min(PAUSE, left))


def traffic_of(seen: Sequence[Look], *, per_request: int = 1) -> Traffic:
    """What was seen, as rates and means; ``per_request`` transactions are counted for each request.

    Where nothing passed between the first and the last look, nothing is known.
    """
    if not seen:
        return Traffic()
    busy = [look.busy for look in seen if look.busy is not None]
    first, last = seen[0].counters, seen[-1].counters
    seconds = last.at - first.at
    return Traffic(
        rate=_rate(first.transactions, last.transactions, seconds * per_request),
        busy=statistics.fmean(busy) if busy else None,
        write_share=_share(first, last, per_request),
        seconds=seconds,
        samples=len(seen),
    )


def _rate(first: int | None, last: int | None, seconds: float) -> float | None:
    if first is None or last is None or seconds <= 0:
        return None
    return max(last - first, 0) / seconds


def _share(first: Counters, last: Counters, per_request: int) -> float | None:
    if first.writes is None or last.writes is None or first.transactions is None or last.transactions is None:
        return None
    whole = (last.transactions - first.transactions) / per_request
    return min(max((last.writes - first.writes) / whole, 0.0), 1.0) if whole > 0 else None


def transactions_per_request(capacity: Capacity, pools: Sequence[DeclaredPool]) -> int:
    """A pool that pings ends a transaction before each request, which some servers count."""
    pings = bool(pools) and all(pool.pre_ping for pool in pools)
    return 2 if capacity.counts_pings and pings else 1
