"""A declared pool as queueing theory sees it: stations that are alike, each with servers and a line before them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from toolkit.forecast import DeclaredPool

REFUSED = "the server refuses the connection: it has no more to give"


@dataclass(frozen=True, kw_only=True)
class Station:
    """``count`` of them are alike, and requests go to any of them at random."""

    count: int
    servers: int
    """Connections, or threads where those are fewer."""
    patience: float
    """How long a request waits in line before it fails; ``inf`` where it cannot fail."""
    room: int | None = None
    """How many may stand in line; the others wait in front of the process, and their patience has not begun."""
    message: str = ""
    """What a request that fails will say."""


def station_of(pool: DeclaredPool, *, granted: int | None = None, refusal: str = REFUSED) -> Station | None:
    """None where no request ever waits: there is one connection for all, or one for everybody.

    ``granted`` is how many connections the server has for this pool. Where that is less than the pool may open, a
    request that needs one more does not wait, it fails at once, and says ``refusal`` in the server's words.
    """
    if pool.kind in ("StaticPool", "SingletonThreadPool"):
        return None
    count = pool.processes * pool.replicas
    if granted is not None and (pool.demand is None or pool.demand > granted):
        return Station(count=1, servers=max(granted, 1), patience=0.0, message=refusal)
    if pool.kind == "AssertionPool":
        return Station(count=count, servers=1, patience=0.0, message="connection is already checked out")
    if not pool.can_time_out:
        return None if pool.threads is None else Station(count=count, servers=pool.threads, patience=math.inf)
    connections = pool.pool_size + pool.max_overflow
    if pool.threads is not None and pool.threads <= connections:
        # Whoever has a thread has a connection: requests wait for threads, where nothing ends their wait.
        return Station(count=count, servers=pool.threads, patience=math.inf)
    room = None if pool.threads is None else pool.threads - connections
    return Station(
        count=count, servers=connections, patience=max(pool.pool_timeout, 0.0), room=room, message=pool.message
    )
