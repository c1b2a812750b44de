"""A plan: the pending revisions with their statements and impacts, not yet run. Times are seconds, sizes bytes."""

from __future__ import annotations

from dataclasses import dataclass, field

from toolkit.finding import Finding, Location
from toolkit.forecast import DeclaredPool, PoolsOfDatabase
from toolkit.impact import Impact
from toolkit.outcomes import TEXT_ONLY, Place
from toolkit.pages import Page


@dataclass(frozen=True, kw_only=True)
class Duration:
    """How long a statement will take: a range, and how sure that is."""

    low: float
    high: float
    basis: str
    """``instant``, ``measured`` (on this server, with a sample of the rows), ``remembered`` (from earlier runs here) or
    ``assumed`` (nothing is known of this server)."""


@dataclass(frozen=True, kw_only=True)
class PlannedTable:
    """A table that a statement works on, as large as it is now. The fields of the impact are those of this table."""

    schema: str | None
    name: str
    rows: int | None
    """None for one that the plan itself makes."""
    bytes: int | None
    work: str
    blocks: str
    lock: str | None

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name


@dataclass(frozen=True, kw_only=True)
class PlannedStatement:
    """One statement of a revision."""

    number: int
    """From 1, within its revision; questions are not counted."""
    sql: str
    """As the revision sends it, with placeholders."""
    sent: tuple[str, ...]
    """As it will really be sent: with its clause, or the steps that move what it drops to the trash."""
    kind: str
    """``definition``, ``change``, ``session`` or ``opaque``."""
    times: int = 1
    """How often it is sent in a row."""
    impact: Impact | None = None
    """None where the server could not be asked."""
    tables: tuple[PlannedTable, ...] = ()
    duration: Duration | None = None
    trash: tuple[str, ...] = ()
    """What it puts into the trash: ``table orders``, ``column orders.note``."""
    returns: tuple[str, ...] = ()
    """What comes back from the trash with it."""
    notices: tuple[str, ...] = ()
    """What the application that runs now will notice, as sentences."""
    unknown: str | None = None
    """Why its impact is not known."""
    refused: str | None = None
    """Why the server refuses it, in the server's words; the revision ends there."""
    transaction: int | None = None
    """From 1; statements of one number share a transaction, and keep their locks until it ends. None for one that keeps
    them no longer than it works."""
    location: Location | None = None


@dataclass(frozen=True, kw_only=True)
class PlannedRevision:
    """One revision that is pending."""

    revision: str
    doc: str
    direction: str
    path: str
    statements: tuple[PlannedStatement, ...]
    is_reversible: bool | None = None
    """Whether its other direction ran on the shadow and led back; None where that was not tried."""
    irreversible: str | None = None
    """Why not."""


@dataclass(frozen=True, kw_only=True)
class PlannedDatabase:
    """What is planned for one database."""

    place: Place
    before: tuple[str, ...]
    target: str
    revisions: tuple[PlannedRevision, ...]
    one_transaction: bool = False
    """Whether all revisions share a transaction, so that the locks of the first last until the last has ended."""
    pools: PoolsOfDatabase | None = None
    unseen: tuple[str, ...] = ()
    """What could not be found out and why, as sentences."""


@dataclass(frozen=True, kw_only=True)
class PlanResult:
    """The answer of plan."""

    findings: tuple[Finding, ...]
    databases: tuple[PlannedDatabase, ...]
    pools: tuple[DeclaredPool, ...] = ()
    pages: tuple[Page, ...] = field(default=(), metadata=TEXT_ONLY)
    configuration: tuple[str, ...] = field(default=(), metadata=TEXT_ONLY)
