"""The pools may open more connections than the server grants.

The server refuses those that come last, whoever they belong to: requests fail, a deployment that starts new processes
before it stops the old ones fails, and so does a migration in the middle.

Instead, make the pools as small as the finding says, or raise the limit of the server. A pool without a limit needs
one before anybody can say whether it fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolkit.backends import remedies
from toolkit.backends.sqlite import SQLite
from toolkit.finding import Finding, Severity
from toolkit.forecast import DeclaredPool
from toolkit.pool.demand import fitting, pasted, remedy
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.occupancy import demand, shares
from toolkit.reports.counting import counted

NAME = "demand-over-limit"


def check(circumstances: Circumstances) -> Iterator[Finding]:
    """SQLite grants as many as are asked for."""
    if circumstances.backend == SQLite.name or not circumstances.pools:
        return
    limits = circumstances.limits
    if limits.pooler is not None:
        yield _pooler(circumstances, limits.pooler)
        return
    pooled = tuple(pool for pool in circumstances.pools if pool.pooler is not None)
    if pooled:
        names = dict.fromkeys(pool.pooler for pool in pooled if pool.pooler is not None)
        yield _pooler(replace(circumstances, pools=pooled), " and ".join(names))
        circumstances = replace(circumstances, pools=circumstances.direct)
    for pool in circumstances.pools:
        if pool.demand is None:
            yield _unlimited(circumstances, pool)
    wanted = demand(circumstances.pools) + circumstances.connections
    if limits.granted is not None and wanted > limits.granted:
        yield _over(circumstances, wanted, limits.granted)


def _over(circumstances: Circumstances, wanted: int, granted: int) -> Finding:
    limits = circumstances.limits
    reserved = f" ({limits.max_connections:,} less {limits.reserved:,} reserved)" if limits.reserved else ""
    each = shares(circumstances.pools)
    smaller = remedy(circumstances.pools, granted - circumstances.connections)
    return Finding(
        name=NAME,
        severity=Severity.ERROR,
        subject="server",
        fact=(
            f"{f'{each}, the' if each else 'The'} run {circumstances.connections:,}: {counted(wanted, 'connection')} "
            f"wanted; the server grants {granted:,}{reserved}."
        ),
        consequence=(
            f"When the pools fill up, {wanted - granted:,} of their connections are refused with "
            f"{remedies.full(circumstances.backend)}."
        ),
        remedy="\n".join(
            [
                *([f"{smaller[:1].upper()}{smaller[1:]}"] if smaller else []),
                f"or: {remedies.raise_limit(circumstances.backend, wanted + limits.reserved)}",
            ]
        ),
        database=circumstances.database,
    )


def _unlimited(circumstances: Circumstances, pool: DeclaredPool) -> Finding:
    granted = circumstances.limits.granted
    limit = f"the server grants {granted:,}" if granted is not None else "what the server grants is not told"
    why = pool.kind if pool.kind == "NullPool" else pasted(pool)
    return Finding(
        name=NAME,
        severity=Severity.WARNING,
        subject=f"pool {pool.name}",
        fact=f"Nothing limits how many connections it opens ({why}), and {limit}.",
        consequence=f"A rush of requests is refused with {remedies.full(circumstances.backend)}, and others with it.",
        remedy=_limited(circumstances, pool),
        database=circumstances.database,
    )


def _named(pools: Sequence[DeclaredPool]) -> str:
    return f"the pool{'s' if len(pools) > 1 else ''} {', '.join(pool.name for pool in pools)}"


def _limited(circumstances: Circumstances, pool: DeclaredPool) -> str:
    """A size that fits beside the others; where a limit is only not declared, how to declare it."""
    granted = circumstances.limits.granted
    declare = f"or, where each process works on a fixed number of requests: [tool.tk.pools.{pool.name}] threads = N"
    sizes = None if granted is None else fitting(circumstances.pools, granted - circumstances.connections)
    size = next((fit for fit in sizes or () if fit.name == pool.name), DeclaredPool(name=pool.name))
    return f"create_engine(..., {pasted(size)})\n{declare}"


def _pooler(circumstances: Circumstances, pooler: str) -> Finding:
    wanted = demand(circumstances.pools)
    return Finding(
        name=NAME,
        severity=Severity.NOTE,
        subject="server",
        fact=(
            f"Between {_named(circumstances.pools)} and the server stands {pooler}: "
            f"{counted(wanted, 'connection')} may be wanted of it, "
            f"and how many it has is not told here."
        ),
        consequence="Whether the pools fit was not judged.",
        remedy="Compare the demand with the limits in the pooler's own configuration.",
        database=circumstances.database,
    )
