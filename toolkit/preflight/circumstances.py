"""All that the preflight checks look at. Nothing in it asks a server: it was read before."""

from __future__ import annotations

from dataclasses import dataclass, field

from toolkit.capacity import Limits, Replica, Seat, TableUse
from toolkit.forecast import DeclaredPool, Outage, SteadyState, Traffic
from toolkit.plan import PlannedDatabase


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """One database, what is planned for it, and what goes on in its server. Times are seconds."""

    backend: str
    database: str
    """Its URL, the password hidden: what findings are told with."""
    limits: Limits
    plan: PlannedDatabase | None = None
    """None where only the pools are looked at."""
    pools: tuple[DeclaredPool, ...] = ()
    seats: tuple[Seat, ...] | None = None
    """The sessions of the server, without the one that asked; None where they cannot be seen."""
    blockers: tuple[Seat, ...] = ()
    """Those that hold a table of the plan now; ``is_own`` where this process has opened them."""
    traffic: Traffic = field(default_factory=Traffic)
    steady: tuple[SteadyState, ...] = ()
    outages: tuple[Outage, ...] = ()
    uses: tuple[TableUse, ...] | None = None
    """Of the tables that the plan drops, renames or takes a column from; None where the server does not tell."""
    free_bytes: int | None = None
    replicas: tuple[Replica, ...] = ()
    rights_missing: tuple[str, ...] = ()
    """GRANTs, to paste."""
    lock_timeout: float = 1.0
    """How long each statement of the run waits for its lock."""
    connections: int = 2
    """How many connections the run itself opens at once."""
    version: str = ""
    """Of the server."""

    @property
    def direct(self) -> tuple[DeclaredPool, ...]:
        """The pools whose connections are the server's own, and not those of a declared pooler."""
        return tuple(pool for pool in self.pools if pool.pooler is None)

    @property
    def connected(self) -> int | None:
        """How many connections there are now, with the one that asked; None where nobody tells."""
        seen = None if self.seats is None else len(self.seats) + 1
        return max((count for count in (seen, self.limits.connected) if count is not None), default=None)
