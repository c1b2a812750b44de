"""Pools as long as nothing blocks: how much they bear, and how far away that is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

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

    ``granted`` is how many connections the server has for these pools together: where they may open more, any of them
    may meet a server that has no more to give.
    """
    hold = traffic.hold
    if not hold or not traffic.rate:
        return ()
    parts = shares(pools)
    demands = [pool.demand for pool in pools]
    is_short = granted is not None and (None in demands or sum(filter(None, demands)) > granted)
    server = _Server(
        connections=max(granted, 1) if granted is not None and is_short else None,
        rate=traffic.rate * sum(parts),
        hold=hold,
        cv2=cv2,
    )
    found = []
    for pool, share in zip(pools, parts, strict=True):
        station = station_of(pool)
        can_fail = station is not None or (server.connections is not None and pool.demand is None)
        if can_fail:
            found.append(_steady(pool.name, station, server, rate=traffic.rate * share))
    return tuple(found)


@dataclass(frozen=True, kw_only=True)
class _Server:
    """What all pools draw from. A request that finds nothing left there does not wait, it fails at once."""

    connections: int | None
    """None where the pools together open no more than there are."""
    rate: float
    """Of all pools together."""
    hold: float
    cv2: float

    def refuses(self, scale: float) -> float:
        """Which part of the requests, where there are so many times as many as now."""
        if self.connections is None:
            return 0.0
        return queueing.failing(self.rate * scale, self.hold, self.connections, 0.0, cv2=self.cv2)

    @property
    def onset(self) -> float:
        """How many times as many as now begin to be refused."""
        if self.connections is None or not self.rate:
            return math.inf
        return queueing.onset(self.hold, self.connections, 0.0, cv2=self.cv2) / self.rate


def _steady(name: str, station: Station | None, server: _Server, *, rate: float) -> SteadyState:
    """Each process has a pool of its own, so each sees its part of the requests, and has its own line."""
    hold, cv2, most = server.hold, server.cv2, server.connections or math.inf
    onset = rate * server.onset if rate else math.inf
    capacity = most
    if station is not None:
        onset = min(onset, queueing.onset(hold, station.servers, station.patience, cv2=cv2) * station.count)
        capacity = min(capacity, station.servers * station.count)

    def failing(at: float) -> float:
        own = 0.0
        if station is not None:
            own = queueing.failing(at / station.count, hold, station.servers, station.patience, cv2=cv2)
        return 1 - (1 - own) * (1 - server.refuses(at / rate if rate else 1.0))

    drawn = onset if math.isfinite(onset) else most / hold
    rates = [_DRAWN * drawn * point / (_POINTS - 1) for point in range(_POINTS)]
    return SteadyState(
        pool=name,
        rate=rate,
        hold=hold,
        busy=min(rate * hold, float(capacity)),
        capacity=int(capacity),
        onset=onset,
        failing=failing(rate),
        curve=tuple((at, failing(at)) for at in rates),
    )
