"""What happens during a run, in order, told while it happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from toolkit.answers import Place


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


@dataclass(frozen=True, kw_only=True)
class ReplayFinished:
    """The revisions that were tried on a shadow database ran, or one failed."""

    seconds: float


Event = (
    RunStarted
    | RevisionStarted
    | StatementStarted
    | StatementFinished
    | RevisionFinished
    | ReplayMoved
    | ReplayFinished
)
Listener = Callable[[Event], None]
