"""How many connections the declared pools open at the most, and what would fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from toolkit.forecast import DeclaredPool

_FIXED = ("StaticPool", "SingletonThreadPool", "AssertionPool")
"""Pools whose connections follow from the threads, not from settings."""


def demand(pools: Iterable[DeclaredPool]) -> int | None:
    """Of all of them together; None where one has no limit."""
    each = [pool.demand for pool in pools]
    known = [some for some in each if some is not None]
    return sum(known) if len(known) == len(each) else None


def demand_by_user(pools: Iterable[DeclaredPool]) -> Mapping[str | None, int | None]:
    """By the user that they connect as; None for those of which that is not known."""
    users: dict[str | None, list[DeclaredPool]] = {}
    for pool in pools:
        users.setdefault(pool.user, []).append(pool)
    return {user: demand(theirs) for user, theirs in users.items()}


def fitting(pools: Sequence[DeclaredPool], limit: int) -> tuple[DeclaredPool, ...] | None:
    """The same pools, as large as ``limit`` connections allow, none larger than it is, in proportion.

    A pool without a limit becomes one with SQLAlchemy's default size, or less. None where there are more processes
    than connections: no size fits then.
    """
    bounded = [_bounded(pool) for pool in pools]
    fixed = sum(pool.demand or 0 for pool in bounded if pool.kind in _FIXED)
    flexible = [pool for pool in bounded if pool.kind not in _FIXED]
    sizes = iter(_scaled([(_count(pool), pool.capacity or 1) for pool in flexible], limit - fixed))
    least = sum(_count(pool) for pool in flexible)
    if fixed + least > limit:
        return None
    return tuple(pool if pool.kind in _FIXED else _resized(pool, next(sizes)) for pool in bounded)


def pasted(pool: DeclaredPool) -> str:
    """The size of a pool, as arguments for ``create_engine``."""
    return f"pool_size={pool.pool_size}, max_overflow={pool.max_overflow}"


def remedy(pools: Sequence[DeclaredPool], limit: int) -> str:
    """The sizes that fit, for each pool that has to change, to paste; or what to do where none fits."""
    smaller = fitting(pools, limit)
    if smaller is None:
        processes = sum(_count(pool) for pool in pools)
        return f"fewer processes: there are {processes:,}, and {max(limit, 0):,} connections for them"
    changed = [after for before, after in zip(pools, smaller, strict=True) if after != before]
    return "; ".join(f"in the engine of {pool.name}: {pasted(pool)}" for pool in changed)


def _count(pool: DeclaredPool) -> int:
    return pool.processes * pool.replicas


def _bounded(pool: DeclaredPool) -> DeclaredPool:
    if pool.can_time_out or pool.kind in _FIXED:
        return pool
    usual = DeclaredPool(name=pool.name)
    kind = usual.kind if pool.kind == "NullPool" else pool.kind
    return replace(pool, kind=kind, pool_size=usual.pool_size, max_overflow=usual.max_overflow)


def _scaled(pools: Sequence[tuple[int, int]], limit: int) -> list[int]:
    """New capacities for pairs of (how many pools, the capacity of each), 1 at least.

    What the whole numbers leave goes to those that lost most to them, as long as it is enough for all their processes.
    """
    wanted = sum(count * capacity for count, capacity in pools)
    factor = min(1.0, limit / wanted) if wanted else 1.0
    sizes = [max(1, int(capacity * factor + 1e-9)) for _, capacity in pools]
    while (over := sum(count * size for (count, _), size in zip(pools, sizes, strict=True)) - limit) > 0:
        # Those that got one connection only because there is no less take it from the largest.
        largest = max(range(len(sizes)), key=sizes.__getitem__, default=None)
        if largest is None or sizes[largest] == 1:
            return sizes
        sizes[largest] -= max(1, min(sizes[largest] - 1, over // (pools[largest][0] * len(pools))))
    _give(-over, sizes, pools, factor)
    return sizes


def _give(left: int, sizes: list[int], pools: Sequence[tuple[int, int]], factor: float) -> None:
    """One more to each in turn, as long as there is enough for all its processes."""
    places = sorted(range(len(pools)), key=lambda at: sizes[at] - pools[at][1] * factor)
    while takers := [at for at in places if pools[at][0] <= left and sizes[at] < pools[at][1]]:
        for at in takers:
            if pools[at][0] <= left:
                sizes[at] += 1
                left -= pools[at][0]


def _resized(pool: DeclaredPool, capacity: int) -> DeclaredPool:
    """With as large a part of it kept open as before."""
    if capacity >= (pool.capacity or 0):
        return pool
    size = round(capacity * pool.pool_size / (pool.pool_size + pool.max_overflow))
    size = min(max(size, 1), capacity)
    return replace(pool, pool_size=size, max_overflow=capacity - size)
