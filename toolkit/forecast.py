"""Pools as they are declared, and what will become of them. Times are seconds, rates are per second."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.capacity import Limits
from toolkit.finding import Finding
from toolkit.outcomes import Place


@dataclass(frozen=True, kw_only=True)
class DeclaredPool:
    """The pools of one service: ``processes`` times ``replicas`` of them, all alike."""

    name: str
    kind: str = "QueuePool"
    """SQLAlchemy's class of it: QueuePool, AsyncAdaptedQueuePool, NullPool, StaticPool, SingletonThreadPool."""
    processes: int = 1
    replicas: int = 1
    pool_size: int = 5
    """0 for a pool without a limit, as SQLAlchemy has it."""
    max_overflow: int = 10
    """-1 for no limit."""
    pool_timeout: float = 30.0
    pool_recycle: float | None = None
    """None where connections are kept as long as they work."""
    pre_ping: bool = False
    threads: int | None = None
    """How many requests one process works on at once, which limits what a pool without a limit opens."""
    share: float | None = None
    """Which part of the requests that the server sees come from here, 0 to 1; None: by its connections."""
    user: str | None = None
    """Whom it connects as, where that is known."""
    pooler: str | None = None
    """What stands between it and the server, where that was declared: ``PgBouncer``."""
    source: str = ""
    """Where this was declared or read."""

    @property
    def capacity(self) -> int | None:
        """The most connections that one process opens; None where nothing limits it."""
        if self.kind in ("StaticPool", "SingletonThreadPool", "AssertionPool"):
            return 1 if self.kind != "SingletonThreadPool" else min(self.pool_size, self.threads or self.pool_size)
        unlimited = self.kind == "NullPool" or self.max_overflow < 0 or self.pool_size == 0
        if unlimited:
            return self.threads
        capacity = self.pool_size + self.max_overflow
        return capacity if self.threads is None else min(capacity, self.threads)

    @property
    def demand(self) -> int | None:
        """The most connections that the whole service opens; None where nothing limits it."""
        return None if self.capacity is None else self.capacity * self.processes * self.replicas

    @property
    def can_time_out(self) -> bool:
        """Whether a request waits in it for a connection, and fails after ``pool_timeout``."""
        return self.kind in ("QueuePool", "AsyncAdaptedQueuePool") and self.max_overflow >= 0 and self.pool_size > 0

    @property
    def message(self) -> str:
        """What a request that fails will say."""
        return (
            f"QueuePool limit of size {self.pool_size} overflow {self.max_overflow} reached, "
            f"connection timed out, timeout {self.pool_timeout:.2f}"
        )


@dataclass(frozen=True, kw_only=True)
class Traffic:
    """What the applications ask of the server, sampled or given."""

    rate: float | None = None
    """Requests per second: transactions that end."""
    busy: float | None = None
    """Sessions in a transaction, on average."""
    write_share: float | None = None
    """Which part of the requests changes rows, 0 to 1."""
    seconds: float = 0.0
    """How long was sampled; 0 where it was given."""
    samples: int = 0
    unseen: tuple[str, ...] = ()

    @property
    def hold(self) -> float | None:
        """How long a request holds its connection, on average: by Little's law, busy / rate."""
        return self.busy / self.rate if self.rate and self.busy is not None else None


@dataclass(frozen=True, kw_only=True)
class SteadyState:
    """One pool as long as nothing blocks, by Erlang C."""

    pool: str
    rate: float
    """Requests per second that reach all processes of it."""
    hold: float
    busy: float
    """Connections in use at once, in all processes."""
    capacity: int
    """Connections that all processes may have."""
    onset: float
    """The rate at which one request of a hundred begins to fail."""
    failing: float
    """Which part of the requests fails now, 0 to 1."""
    curve: tuple[tuple[float, float], ...] = ()
    """Rates, and the part that fails at each."""

    @property
    def margin(self) -> float:
        """How many times the present rate the pool bears."""
        return self.onset / self.rate if self.rate else float("inf")


@dataclass(frozen=True, kw_only=True)
class Outage:
    """What one blocking statement does to one pool."""

    pool: str
    revision: str
    statement: int
    table: str
    blocks: str
    seconds: float
    """How long it blocks, as is to be expected: the middle of the estimate."""
    rate: float
    """Requests per second that it keeps waiting."""
    saturation: float | None
    """Seconds until all connections wait; None where they never do."""
    delayed: int
    failed: int
    message: str
    """What those that fail will say."""
    remedy: str


@dataclass(frozen=True, kw_only=True)
class SessionGroup:
    """Sessions of the server that are alike. None: not told."""

    user: str | None
    host: str | None
    database: str | None
    program: str | None
    state: str
    """``waiting``, ``idle in transaction``, ``in transaction``, ``working`` or ``idle``."""
    count: int
    oldest: float
    """How long the one that does so for longest has done it."""


@dataclass(frozen=True, kw_only=True)
class PoolsOfDatabase:
    """The pools and the server of one database."""

    place: Place
    limits: Limits
    sessions: Mapping[str, int]
    """How many there are, by state: ``in transaction``, ``idle``, ``waiting``, ``idle in transaction``."""
    demand: int | None
    """Of all declared pools together: 0 where none is, None where one has no limit."""
    headroom: int | None
    """Connections that are free now."""
    traffic: Traffic
    steady: tuple[SteadyState, ...] = ()
    outages: tuple[Outage, ...] = ()
    groups: tuple[SessionGroup, ...] = ()
    """The sessions by whose they are."""


@dataclass(frozen=True, kw_only=True)
class PoolResult:
    """The answer of pool."""

    findings: tuple[Finding, ...]
    pools: tuple[DeclaredPool, ...]
    databases: tuple[PoolsOfDatabase, ...]
    history: tuple[Traffic, ...] = field(default=())
    """The samples one by one, the oldest first."""
