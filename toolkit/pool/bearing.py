"""How long a stall of everything may last without one request failing: so long may a statement wait for its lock."""

from __future__ import annotations

import math
from collections.abc import Sequence

from toolkit.forecast import DeclaredPool, Traffic
from toolkit.pool.sharing import shares
from toolkit.pool.station import station_of
from toolkit.settings import LONGEST_LOCK_TIMEOUT, Settings

_DEVIATIONS = 3.0
"""Requests come at random: so many standard deviations more than on average are taken as the most."""
SHORTEST_LOCK_TIMEOUT = 0.1
"""Seconds: in less than that a statement hardly ever gets its lock."""


def bearable_seconds(
    pool: DeclaredPool, rate: float | None, hold: float | None = None, *, granted: int | None = None
) -> float:
    """Seconds; ``inf`` where nothing fails however long it waits.

    ``rate`` is that of all processes; None where it is not known: then connections may be gone at once.
    """
    station = station_of(pool, granted=granted)
    if station is None or math.isinf(station.patience) or rate == 0:
        return math.inf
    if rate is None:
        return station.patience
    each = rate / station.count
    free = station.servers - each * (hold or 0.0)
    if free <= 0:
        return station.patience
    # Solved for the seconds in which ``free`` requests come at the most: l s + 3 (l s)^1/2 = free.
    expected = (math.sqrt(_DEVIATIONS**2 + 4 * free) - _DEVIATIONS) ** 2 / 4
    return station.patience + expected / each


def lock_timeout_of(
    pools: Sequence[DeclaredPool], traffic: Traffic | None = None, *, granted: int | None = None
) -> float:
    """What the pool that bears least can bear; the default where none is declared."""
    if not pools:
        return Settings.lock_timeout
    rate, hold = (None, None) if traffic is None else (traffic.rate, traffic.hold)
    bearable = [
        bearable_seconds(pool, None if rate is None else rate * share, hold, granted=granted)
        for pool, share in zip(pools, shares(pools), strict=True)
    ]
    return min(max(min(bearable), SHORTEST_LOCK_TIMEOUT), LONGEST_LOCK_TIMEOUT)
