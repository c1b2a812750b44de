"""What happens during a run, in order, told while it happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from toolkit.finding import Finding
from toolkit.outcomes import Place


@dataclass(frozen=True, kw_only=True)
class RunStarted:
    """env.py is connected, the revisions to run are known, and none has run yet."""

    place: Place
    before: tuple[str, ...]
    target: str
    revisions: int


@dataclass(frozen=True, kw_only=True)
class RevisionStarted:
    """A revision's function is about to be called."""

    revision: str
    doc: str
    direction: str
    position: int
    """1 for the first revision of the run."""


@dataclass(frozen=True, kw_only=True)
class StatementStarted:
    """A statement is about to be sent. ``sql`` is its text with placeholders, never with values."""

    sql: str
    revision: str | None
    """None for statements of env.py and of Alembic itself."""


@dataclass(frozen=True, kw_only=True)
class StatementFinished:
    """The server has answered a statement; ``failed`` when with an error."""

    sql: str
    revision: str | None
    seconds: float
    failed: bool


@dataclass(frozen=True, kw_only=True)
class RevisionFinished:
    """A revision ran, and the version table says so."""

    revision: str
    doc: str
    direction: str
    statements: int
    seconds: float


@dataclass(frozen=True, kw_only=True)
class ReplayMoved:
    """A revision is about to be tried on a shadow database."""

    revision: str
    position: int
    """1 for the first one."""
    revisions: int
    is_kept: bool = True
    """Whether what comes of it is kept for the next time."""


@dataclass(frozen=True, kw_only=True)
class LoadLookedAt:
    """It is looked at for some seconds what the applications ask of the server."""

    seconds: float


@dataclass(frozen=True, kw_only=True)
class PoolsElsewhere:
    """These declared pools lead to none of the databases that are looked at, so that they count nowhere."""

    pools: tuple[str, ...]
    """Their names."""
    sources: tuple[str, ...]
    """Where each was declared or read."""


@dataclass(frozen=True, kw_only=True)
class PlanJudged:
    """The plan of a run was held against the live server; these are the warnings and errors."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class ReplayFinished:
    """The revisions that were tried on a shadow database ran, or one failed."""

    seconds: float


@dataclass(frozen=True, kw_only=True)
class TurnAwaited:
    """Another process is migrating this database; this one waits, ``seconds`` at most."""

    holder: str
    seconds: float


@dataclass(frozen=True, kw_only=True)
class LockAwaited:
    """A statement did not get its lock in time, and will be sent again after ``pause`` seconds."""

    sql: str
    attempt: int
    pause: float
    blockers: tuple[str, ...]
    """Who holds what it needs, each in words; empty where that could not be seen."""


@dataclass(frozen=True, kw_only=True)
class StatementCancelled:
    """A statement of the run was ended, since the application suffered from it; ``reason`` is a clause."""

    sql: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class BlockerEnded:
    """A session that blocked was ended, as ``--kill-blockers`` asked for."""

    blocker: str


@dataclass(frozen=True, kw_only=True)
class RunResumed:
    """A run that was interrupted goes on."""

    revision: str | None
    """The revision that is half applied; None where it stopped between two."""
    statements: int
    """How many of its statements are done."""
    since: str


@dataclass(frozen=True, kw_only=True)
class PutInTrash:
    """A drop became a move to the trash."""

    what: str
    kept: str


@dataclass(frozen=True, kw_only=True)
class CameBack:
    """Something came back from the trash; ``notes`` say what could not come back as it was."""

    what: str
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OtherValues:
    """What the interrupted run has done was not sent again, and would have had other values now."""

    revision: str
    sql: str


@dataclass(frozen=True, kw_only=True)
class RowsRemovedUnbounded:
    """A revision empties a table: what it removes is not kept."""

    sql: str


@dataclass(frozen=True, kw_only=True)
class StopAsked:
    """A signal asked for an end while a statement runs; the run stops when that is done."""


Event = (
    RunStarted
    | RevisionStarted
    | StatementStarted
    | StatementFinished
    | RevisionFinished
    | ReplayMoved
    | ReplayFinished
    | LoadLookedAt
    | PoolsElsewhere
    | PlanJudged
    | TurnAwaited
    | LockAwaited
    | StatementCancelled
    | BlockerEnded
    | RunResumed
    | PutInTrash
    | CameBack
    | OtherValues
    | RowsRemovedUnbounded
    | StopAsked
)
Listener = Callable[[Event], None]
