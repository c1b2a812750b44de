"""What will become of the pools, in sentences with their numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from toolkit.capacity import Limits
from toolkit.forecast import DeclaredPool, Outage, PoolsOfDatabase, SteadyState, Traffic
from toolkit.impact import Blocks
from toolkit.reports import quantities
from toolkit.reports.counting import counted


def outage(told: Outage) -> str:
    """Who waits for which statement, when the pool is used up, and how many requests fail with which words."""
    kept = "works" if told.blocks == Blocks.NOTHING.value else f"blocks {told.blocks}"
    return (
        f"While {told.revision}.{told.statement} {kept} on {told.table} for up to {quantities.seconds(told.seconds)}, "
        f"{quantities.rate(told.rate)} wait: {consequence(told)}"
    )


def consequence(told: Outage) -> str:
    """``pool web saturates after 3.1 s; 412 requests will fail with `QueuePool limit ...```."""
    delayed = f"{counted(told.delayed, 'request')} will be late"
    if told.saturation is None:
        start = f"pool {told.pool} does not saturate"
    else:
        start = f"pool {told.pool} saturates after {quantities.seconds(told.saturation)}"
    if not told.failed:
        return f"{start}; {delayed}, none will fail."
    return f"{start}; {counted(told.failed, 'request')} will fail with `{told.message}`, {delayed}."


def steady(told: SteadyState) -> str:
    """At which rate the pool begins to fail, and how far away that is."""
    if not math.isfinite(told.onset):
        return f"Pool {told.pool} has no rate at which it begins to fail; now {quantities.rate(told.rate)} reach it."
    start = f"Pool {told.pool} begins to fail at {quantities.rate(told.onset)}"
    if not told.rate:
        return f"{start}; now none reach it."
    now = f"{quantities.number(told.margin)} times the {quantities.rate(told.rate)} of now"
    failing = f"; {quantities.share(told.failing)} fail already" if told.failing >= _TELLING else ""
    busy = f"{quantities.number(told.busy)} of its {counted(told.capacity, 'connection')} are in use"
    return f"{start}, {now}{failing}; {busy}."


def first_failure(told: Outage, pools: Iterable[DeclaredPool]) -> float | None:
    """Seconds until the first request fails; None where none does, or the pool is not declared."""
    timeout = next((pool.pool_timeout for pool in pools if pool.name == told.pool), None)
    if told.saturation is None or timeout is None or not told.failed:
        return None
    return told.saturation + timeout


def limit_of(limits: Limits) -> int | None:
    """How many connections the user of the URL gets to its database, whatever limits it."""
    given = (limits.granted, limits.user_limit, limits.database_limit)
    return min((limit for limit in given if limit is not None), default=None)


_TELLING = 0.0005
"""A smaller part of the requests than that is none."""


def demand(told: PoolsOfDatabase) -> str:
    """How many connections the pools want when all are full, against how many there are."""
    wanted = "no limit" if told.demand is None else counted(told.demand, "connection")
    limit = limit_of(told.limits)
    if limit is None:
        return wanted if told.limits.grants_any else f"{wanted}; the limit of the server is not known"
    if told.demand is None:
        return f"{wanted}, of the {limit:,} that the server grants"
    missing = told.demand - limit
    verdict = f"{missing:,} too many" if missing > 0 else f"{-missing:,} to spare"
    return f"{wanted} when every pool is full, of the {limit:,} that the server grants: {verdict}"


def headroom(told: PoolsOfDatabase) -> str | None:
    """How many connections are free now, and how many were at the worst moment since the server started."""
    parts = [] if told.headroom is None else [f"{told.headroom:,} free now"]
    granted, peak = told.limits.granted, told.limits.peak_used
    if granted is not None and peak is not None:
        parts.append(f"{granted - peak:,} at the peak, when {peak:,} were in use")
    return ", ".join(parts) or None


def traffic(told: Traffic) -> str | None:
    """How many requests there are, how long they hold a connection, and how this was found out."""
    parts = [] if told.rate is None else [quantities.rate(told.rate)]
    if told.hold is not None:
        parts.append(f"each holds its connection for {_hold(told.hold)}")
    if told.busy is not None:
        parts.append(f"{quantities.number(told.busy)} in a transaction at once")
    if told.write_share is not None:
        parts.append(f"{quantities.share(told.write_share)} write")
    if not parts:
        return None
    sampled = f"sampled {quantities.seconds(told.seconds)}, {counted(told.samples, 'time')}"
    return f"{', '.join(parts)} ({sampled if told.seconds else 'as given'})"


def limits(told: Limits) -> Iterator[tuple[str, str]]:
    """What the server grants, each with its name; what has no limit is left out."""
    counts = (
        ("connections", told.max_connections),
        ("for this user", told.user_limit),
        ("for this database", told.database_limit),
    )
    for name, value in counts:
        if value is not None:
            kept = f", {told.reserved:,} of them reserved" if told.reserved and name == "connections" else ""
            yield name, f"{value:,}{kept}"
    waits = (
        ("ends idle connections after", told.idle_timeout),
        ("ends idle transactions after", told.idle_in_transaction_timeout),
        ("waits for a lock", told.lock_timeout),
        ("ends statements after", told.statement_timeout),
    )
    for name, wait in waits:
        if wait is not None:
            yield name, quantities.seconds(wait)
    yield from told.terms
    if told.pooler:
        yield "reached through", told.pooler


def unseen(told: PoolsOfDatabase) -> tuple[str, ...]:
    """What could not be found out of the pools and the server, each once."""
    return tuple(dict.fromkeys((*told.limits.unseen, *told.traffic.unseen)))


def _hold(value: float) -> str:
    # A request is short where a statement is long: its moment is told exactly.
    return f"{value * 1000:.0f} ms" if value < 1 else quantities.seconds(value)
