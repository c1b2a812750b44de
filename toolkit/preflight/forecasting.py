"""What the plan does to the pools: how long each statement blocks, held against what the applications ask for."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from toolkit.backends.remedies import full
from toolkit.forecast import DeclaredPool, Outage
from toolkit.impact import Blocks
from toolkit.pool.outage import Block, outage
from toolkit.pool.sharing import shares
from toolkit.pool.stall import Load
from toolkit.pool.steady import steady_states
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.holding import Holding, holdings

_NEAR_NOTHING = 0.001
_LEAST = 0.5
"""Seconds: what blocks for less is no more than a moment."""


def forecast(circumstances: Circumstances) -> Circumstances:
    """The same, with what will become of the pools."""
    traffic, granted = circumstances.traffic, circumstances.limits.granted
    return replace(
        circumstances,
        steady=steady_states(circumstances.pools, traffic, granted=granted),
        outages=tuple(_outages(circumstances)),
    )


def _outages(circumstances: Circumstances) -> Iterator[Outage]:
    if circumstances.plan is None or not circumstances.traffic.rate:
        return
    for holding in holdings(circumstances):
        if holding.high > _LEAST:
            for pool, share in zip(circumstances.pools, shares(circumstances.pools), strict=True):
                found = _outage(circumstances, holding, pool, share)
                if found is not None:
                    yield found


def _outage(circumstances: Circumstances, holding: Holding, pool: DeclaredPool, share: float) -> Outage | None:
    traffic = circumstances.traffic
    block = Block(
        revision=holding.pending.revision.revision,
        statement=holding.pending.statement.number,
        table=str(holding.table),
        blocks=holding.table.blocks,
        seconds=_expected(holding),
    )
    load = Load(rate=(traffic.rate or 0.0) * share, hold=traffic.hold or 0.0, blocked=_blocked(circumstances, holding))
    return outage(pool, block, load, granted=circumstances.limits.granted, refusal=full(circumstances.backend))


def _expected(holding: Holding) -> float:
    """It is as likely to be less as to be more."""
    return math.sqrt(max(holding.low, _NEAR_NOTHING) * holding.high)


def _blocked(circumstances: Circumstances, holding: Holding) -> float:
    """Which part of the requests needs the table: which ones do so is not known, so all that do what is blocked."""
    share = circumstances.traffic.write_share
    only_writes = holding.table.blocks == Blocks.WRITES.value
    return share if only_writes and share is not None else 1.0
