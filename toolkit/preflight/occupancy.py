"""Who has the connections of a server, and who may still come: what several checks count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from toolkit.capacity import Seat
from toolkit.forecast import DeclaredPool
from toolkit.preflight.circumstances import Circumstances


@dataclass(frozen=True, kw_only=True)
class Bound:
    """One limit of the connections, and how many of them others have now."""

    subject: str
    """``server``, ``user app``, ``database shop``."""
    limit: int
    taken: int

    @property
    def free(self) -> int:
        """Never less than none: administrators get in where nobody else does."""
        return max(self.limit - self.taken, 0)


def user_of(circumstances: Circumstances) -> str | None:
    """Whom the run connects as."""
    try:
        return make_url(circumstances.database).username
    except ArgumentError:
        return None


def database_of(circumstances: Circumstances) -> str | None:
    """What the server calls the database."""
    if circumstances.plan is not None and circumstances.plan.place.database:
        return circumstances.plan.place.database
    try:
        return make_url(circumstances.database).database
    except ArgumentError:
        return None


def others(circumstances: Circumstances) -> list[Seat]:
    """The sessions that do not belong to this process."""
    return [seat for seat in circumstances.seats or () if not seat.is_own]


def bounds(circumstances: Circumstances) -> list[Bound]:
    """The limits that the run is subject to; none where sessions cannot be seen or a pooler stands between."""
    limits = circumstances.limits
    if circumstances.seats is None or limits.pooler is not None:
        return []
    seats = others(circumstances)
    user, database = user_of(circumstances), database_of(circumstances)
    found = [
        ("server", limits.granted, len(seats)),
        (f"user {user}", limits.user_limit if user else None, sum(seat.user == user for seat in seats)),
        (
            f"database {database}",
            limits.database_limit if database else None,
            sum(seat.database == database for seat in seats),
        ),
    ]
    return [Bound(subject=subject, limit=limit, taken=taken) for subject, limit, taken in found if limit is not None]


def demand(pools: Sequence[DeclaredPool]) -> int:
    """Of the pools that have a limit."""
    return sum(pool.demand or 0 for pool in pools)


def shares(pools: Sequence[DeclaredPool]) -> str:
    """``web 8 x (10 + 10) = 160, jobs 4 x (5 + 0) = 20``: who wants how much."""
    return ", ".join(_share(pool) for pool in pools if pool.demand is not None)


def _share(pool: DeclaredPool) -> str:
    factors = [str(pool.processes), *([str(pool.replicas)] if pool.replicas != 1 else [])]
    is_sum = pool.can_time_out and pool.capacity == pool.pool_size + pool.max_overflow
    each = f"({pool.pool_size} + {pool.max_overflow})" if is_sum else str(pool.capacity)
    return f"{pool.name} {' x '.join([*factors, each])} = {pool.demand:,}"
