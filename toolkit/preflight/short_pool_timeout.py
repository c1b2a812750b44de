"""A request waits for a connection of its pool for a shorter time than a statement of the plan keeps requests waiting.

Once all connections of the pool wait for the table, every further request of that pool fails, also one that never
names the table.

Instead, make `pool_timeout` longer than the statement takes, for the time of the run, or let the statement block
nobody.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from toolkit.finding import Finding, Severity
from toolkit.forecast import DeclaredPool
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.holding import Holding, holdings
from toolkit.reports.quantities import seconds

NAME = "short-pool-timeout"


def check(circumstances: Circumstances) -> Iterator[Finding]:
    """Silent for a pool whose failures were forecast: pool-saturation tells them, with their number."""
    longest = max(holdings(circumstances), key=lambda holding: holding.high, default=None)
    if longest is None:
        return
    stall = longest.high + circumstances.lock_timeout
    forecast = {outage.pool: outage.failed for outage in circumstances.outages}
    failing = {outage.pool for outage in circumstances.outages if outage.failed > 0}
    for pool in circumstances.pools:
        if pool.can_time_out and pool.name not in failing and pool.pool_timeout < stall:
            yield _finding(circumstances, pool, longest, is_forecast=pool.name in forecast)


def _finding(circumstances: Circumstances, pool: DeclaredPool, longest: Holding, *, is_forecast: bool) -> Finding:
    stall = longest.high + circumstances.lock_timeout
    whether = (
        "At the present rate none will fail; at a higher one" if is_forecast else "If the pool fills up meanwhile,"
    )
    return Finding(
        name=NAME,
        severity=Severity.NOTE if is_forecast else Severity.WARNING,
        subject=f"pool {pool.name}",
        fact=(
            f"A request waits {pool.pool_timeout:g} s for a connection; {longest.pending.subject} keeps "
            f"{longest.table.blocks} of table {longest.table} waiting for up to {seconds(longest.high)}, and the lock "
            f"before it for {circumstances.lock_timeout:g} s."
        ),
        consequence=f"{whether} requests fail: `{pool.message}`.",
        remedy=f"create_engine(..., pool_timeout={math.ceil(stall) + 1})",
        database=circumstances.database,
        location=longest.pending.statement.location,
    )
