"""What a server grants, and what goes on in it: read, never written. Times are seconds, sizes bytes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a server grants to the user of the URL. None: no limit, not told, or nothing of this kind there."""

    max_connections: int | None = None
    grants_any: bool = False
    """Nothing limits how many there are, as of a file."""
    reserved: int = 0
    """How many of them ordinary users do not get."""
    user_limit: int | None = None
    """How many the user of the URL may have."""
    database_limit: int | None = None
    """How many there may be to the database of the URL."""
    connected: int | None = None
    """How many there are now, where that is counted for everybody to see."""
    peak_used: int | None = None
    """The most that there have been at once since the server started."""
    idle_timeout: float | None = None
    """After which the server ends a session that does nothing: wait_timeout, idle_session_timeout."""
    idle_in_transaction_timeout: float | None = None
    lock_timeout: float | None = None
    """How long a statement that changes a schema waits for its lock, if nothing else is said."""
    statement_timeout: float | None = None
    read_only: str | None = None
    """Why it takes no writes: ``read_only is ON``."""
    passes_read_only: bool = False
    """Whether those of the user of the URL are taken all the same, as far as that is known."""
    pooler: str | None = None
    """What stands between, in words: ``PgBouncer, pooling transactions``."""
    terms: tuple[tuple[str, str], ...] = ()
    """What else holds for everybody, in words, each with its name: ``writes``, ``one connection at a time``."""
    settings: tuple[tuple[str, str], ...] = ()
    """The variables and counters that this was read from, as the server names and prints them, sorted."""
    unseen: tuple[str, ...] = ()
    """What could not be seen and why, as sentences."""

    @property
    def granted(self) -> int | None:
        """How many connections ordinary users get."""
        return None if self.max_connections is None else self.max_connections - self.reserved


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One session of the server."""

    id: str
    user: str | None = None
    host: str | None = None
    database: str | None = None
    program: str | None = None
    """What it calls itself."""
    state: str = ""
    """In the server's words: ``Sleep``, ``Query``, ``idle in transaction``."""
    seconds: float = 0.0
    """How long it has been in that state."""
    transaction_seconds: float | None = None
    """How long its transaction is open; None where there is none, or it may not be seen."""
    is_idle: bool = False
    """It executes nothing at this moment; it may have a transaction open."""
    is_waiting: bool = False
    """It waits for a lock of another session."""
    query: str | None = None
    """What it executes, or executed last."""
    is_own: bool = False
    """It belongs to this process."""
    is_hidden: bool = False
    """What it does may not be seen; its transaction is open for ``transaction_seconds`` at least."""
    is_inferred: bool = False
    """Which tables it holds is not told: it may hold one that is asked for."""
    prepared: str | None = None
    """What a prepared transaction is called, which has no session any more; empty where that is not told."""


@dataclass(frozen=True, kw_only=True)
class Counters:
    """Numbers that only grow, read at one moment. None where they may not be seen."""

    at: float
    """``time.monotonic()`` when they were read."""
    transactions: int | None = None
    """Committed and rolled back, in the database of the URL where the server tells them apart."""
    reads: int | None = None
    """Statements that read, in the whole server."""
    writes: int | None = None
    """Statements that change rows, in the whole server."""


@dataclass(frozen=True, kw_only=True)
class TableSize:
    """One table as the server estimates it; indexes included."""

    schema: str | None
    """None for the default one."""
    name: str
    rows: int
    bytes: int
    """Rows and indexes."""
    data_bytes: int
    """The rows alone."""


@dataclass(frozen=True, kw_only=True)
class TableUse:
    """How much a table was used. None: not told."""

    schema: str | None
    name: str
    reads: int | None = None
    """How often since the server counts; on PostgreSQL scans, elsewhere rows or requests."""
    writes: int | None = None
    last_read: float | None = None
    """Seconds ago."""


@dataclass(frozen=True, kw_only=True)
class Replica:
    """A server that follows this one."""

    name: str
    lag: float | None
    """Seconds; None where it is not told here."""
