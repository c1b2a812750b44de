"""Which part of the requests that the server sees comes from which pool."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.forecast import DeclaredPool


def shares(pools: Sequence[DeclaredPool]) -> tuple[float, ...]:
    """One number for each pool, 1 together at most.

    What ``share`` says first; what is left goes to the other pools by the connections that they may open. Shares that
    are more than 1 together are taken in proportion. Where every pool has one, the rest comes from elsewhere.
    """
    said = sum(pool.share for pool in pools if pool.share is not None)
    scale = max(said, 1.0)
    left = max(0.0, 1 - said)
    weights = [_weight(pool) if pool.share is None else 0.0 for pool in pools]
    whole = sum(weights) or 1.0
    return tuple(
        pool.share / scale if pool.share is not None else left * weight / whole
        for pool, weight in zip(pools, weights, strict=True)
    )


def _weight(pool: DeclaredPool) -> float:
    """The connections it may open; where nothing limits them, as many as SQLAlchemy's default pool."""
    usual = DeclaredPool(name="", processes=pool.processes, replicas=pool.replicas)
    demand = usual.demand if pool.demand is None else pool.demand
    return float(demand or 0)
