"""A pool runs out of connections while a statement of the plan keeps its requests waiting, or does so already.

Requests that find no connection wait for `pool_timeout` and then fail, whatever page they belong to.

Instead, let the statement block nobody, run it when there is less to do, or give the pool what the finding names.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from toolkit.finding import Finding, Severity
from toolkit.forecast import DeclaredPool, Outage, SteadyState
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.statements import pending
from toolkit.reports.counting import counted
from toolkit.reports.quantities import number, rate, seconds, share

NAME = "pool-saturation"
NARROW = 1.2
"""How many times the present rate a pool should bear, at the least."""
FAILING = 0.001
"""Which part of the requests is more than the tail of a formula."""


def check(circumstances: Circumstances) -> Iterator[Finding]:
    """What goes on already, then what each statement will do."""
    for state in circumstances.steady:
        if state.failing >= FAILING or state.margin < NARROW:
            yield _steady(circumstances, state)
    for outage in circumstances.outages:
        if outage.failed > 0 or outage.saturation is not None:
            yield _outage(circumstances, outage)


def _steady(circumstances: Circumstances, state: SteadyState) -> Finding:
    pool = next((pool for pool in circumstances.pools if pool.name == state.pool), None)
    fails = state.failing >= FAILING
    part = f", and {share(state.failing)} of them fail" if fails else ""
    return Finding(
        name=NAME,
        severity=Severity.ERROR if fails else Severity.WARNING,
        subject=f"pool {state.pool}",
        fact=(
            f"{rate(state.rate)} reach it now{part}; one of a hundred fails from {rate(state.onset)} on. "
            f"It uses {number(state.busy)} of {counted(state.capacity, 'connection')}."
        ),
        consequence="Requests fail although nothing blocks."
        if fails
        else "A small rise, or a short stall, fails requests.",
        remedy=_larger(pool, state),
        database=circumstances.database,
    )


def _larger(pool: DeclaredPool | None, state: SteadyState) -> str:
    """By the square root rule of Erlang C: what is in use at 1.2 times the load, and twice its root."""
    load = max(state.busy, state.rate * state.hold) * NARROW
    wanted = math.ceil(load + 2 * math.sqrt(load)) if math.isfinite(load) else state.capacity * 2
    pools = 1 if pool is None else max(pool.processes * pool.replicas, 1)
    each = max(math.ceil(wanted / pools), math.ceil(state.capacity / pools) + 1)
    overflow = 0 if pool is None else max(pool.max_overflow, 0)
    return f"In the engine of {state.pool}: pool_size={max(each - overflow, 1)}, max_overflow={overflow}"


def _outage(circumstances: Circumstances, outage: Outage) -> Finding:
    label = f"{outage.revision}.{outage.statement}"
    location = next((one.statement.location for one in pending(circumstances) if one.label == label), None)
    fails, failed = outage.failed > 0, f"{outage.failed:,}" if outage.failed > 0 else "none"
    when = f"all its connections wait after {seconds(outage.saturation)}, " if outage.saturation is not None else ""
    return Finding(
        name=NAME,
        severity=Severity.ERROR if fails else Severity.WARNING,
        subject=f"pool {outage.pool}, statement {label}",
        fact=(
            f"The statement keeps {outage.blocks} of table {outage.table} waiting for up to {seconds(outage.seconds)}, "
            f"at {rate(outage.rate)}: {when}{counted(outage.delayed, 'request')} will be late, and {failed} will fail."
        ),
        consequence=f"Users see: `{outage.message}`."
        if fails
        else "Nobody fails; more requests, or a slower disk, would.",
        remedy=outage.remedy or "Run it when there is less to do.",
        database=circumstances.database,
        location=location,
    )
