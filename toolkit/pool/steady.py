"""Pools as long as nothing blocks: how much they bear, and how far away that is."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.forecast import DeclaredPool, SteadyState, Traffic
from toolkit.pool import queueing
from toolkit.pool.sharing import shares
from toolkit.pool.station import Station, station_of

_POINTS = 30
_DRAWN = 1.5
"""How many times the onset a curve goes on."""


def steady_states(
    pools: Sequence[DeclaredPool], traffic: Traffic, *, granted: int | None = None, cv2: float = 1.0
) -> tuple[SteadyState, ...]:
    """One for each pool in which requests can wait or be refused; none where the traffic is not known.

    ``granted`` is how many connections the server has for these pools together: where they may open more, each has its
    part of them.
    """
    hold = traffic.hold
    if not hold or not traffic.rate:
        return ()
    found = []
    demands = [pool.demand for pool in pools]
    is_short = granted is not None and (None in demands or sum(filter(None, demands)) > granted)
    for pool, share in zip(pools, shares(pools), strict=True):
        part = int(granted * share) if granted is not None and is_short else None
        station = station_of(pool, granted=part)
        if station is not None:
            found.append(_steady(pool.name, station, rate=traffic.rate * share, hold=hold, cv2=cv2))
    return tuple(found)


def _steady(name: str, station: Station, *, rate: float, hold: float, cv2: float) -> SteadyState:
    """Each process has a pool of its own, so each sees its part of the requests, and has its own line."""
    servers, patience, count = station.servers, station.patience, station.count
    onset = queueing.onset(hold, servers, patience, cv2=cv2) * count

    def failing(at: float) -> float:
        return queueing.failing(at / count, hold, servers, patience, cv2=cv2)

    rates = [_DRAWN * onset * point / (_POINTS - 1) for point in range(_POINTS)]
    return SteadyState(
        pool=name,
        rate=rate,
        hold=hold,
        busy=min(rate * hold, float(servers * count)),
        capacity=servers * count,
        onset=onset,
        failing=failing(rate),
        curve=tuple((at, failing(at)) for at in rates),
    )
