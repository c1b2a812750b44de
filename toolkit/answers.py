"""What a command answers, as frozen values: made by a workflow, rendered by a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.errors import TkError
from toolkit.finding import Finding
from toolkit.outcomes import TEXT_ONLY, Place
from toolkit.pages import Page


@dataclass(frozen=True, kw_only=True)
class RevisionEntry:
    """One revision file. ``line`` and ``details`` are Alembic's own short and long description of it."""

    revision: str
    down_revisions: tuple[str, ...]
    depends_on: tuple[str, ...]
    branch_labels: tuple[str, ...]
    doc: str
    path: str
    is_head: bool
    is_branch_point: bool
    is_merge_point: bool
    is_current: bool | None = None
    """None where the command did not look at the database."""
    line: str = field(default="", metadata=TEXT_ONLY)
    details: str = field(default="", metadata=TEXT_ONLY)


@dataclass(frozen=True, kw_only=True)
class Revisions:
    """The answer of heads, branches, history and show."""

    revisions: tuple[RevisionEntry, ...]
    notes: tuple[str, ...] = ()
    """What tk has to say of them."""


@dataclass(frozen=True, kw_only=True)
class SentStatement:
    """One statement of an interrupted revision. ``state`` is done, begun, failed or undone."""

    number: int
    sql: str
    count: int
    state: str


@dataclass(frozen=True, kw_only=True)
class InterruptedRun:
    """A run that was not seen to end."""

    command: str
    target: str
    started: str
    attempts: int
    os_user: str
    host: str
    pid: str
    is_alive: bool | None
    """None where its process ran on another machine."""
    revision: str | None
    """The revision that is half applied; None where it stopped between two, or took its revision back."""
    statements: tuple[SentStatement, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DatabaseRevisions:
    """Where one database stands."""

    place: Place
    current: tuple[RevisionEntry, ...]
    at_head: bool
    pending: tuple[RevisionEntry, ...] = ()
    unknown: tuple[str, ...] = ()
    """Revisions that the version table names and no file has."""
    interrupted: InterruptedRun | None = None


@dataclass(frozen=True, kw_only=True)
class Current:
    """The answer of current. env.py may connect to several databases."""

    databases: tuple[DatabaseRevisions, ...]


@dataclass(frozen=True, kw_only=True)
class Status:
    """The answer of status."""

    databases: tuple[DatabaseRevisions, ...]
    heads: tuple[RevisionEntry, ...]
    scripts: str
    configuration: tuple[str, ...]
    """The configuration files that were read."""
    settings: Mapping[str, str]
    """Each setting that was given, and its source."""
    notes: tuple[str, ...] = ()
    """What is not as it should be."""


@dataclass(frozen=True, kw_only=True)
class PastRun:
    """One run in the journal. Times are UTC, in ISO 8601."""

    database: str
    command: str
    target: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    started: str
    finished: str | None
    outcome: str
    """``open`` where its end was not seen."""
    attempts: int
    os_user: str
    host: str
    revisions: tuple[Mapping[str, Any], ...]
    """Each with ``revision``, ``direction``, ``statements`` and ``seconds``."""
    note: str | None = None
    """What a person accepted for it, and why."""


@dataclass(frozen=True, kw_only=True)
class Runs:
    """The answer of history --runs, the newest first."""

    runs: tuple[PastRun, ...]


@dataclass(frozen=True, kw_only=True)
class TrashEntry:
    """One thing in the trash. ``rows`` of a column are its values that are not NULL."""

    id: str
    what: str
    database: str
    since: str
    revision: str
    direction: str
    kept: str
    rows: int | None
    bytes: int | None


@dataclass(frozen=True, kw_only=True)
class TrashContents:
    """The answer of trash list."""

    entries: tuple[TrashEntry, ...]


@dataclass(frozen=True, kw_only=True)
class TrashChange:
    """The answer of trash restore and purge: what was ``restored`` or ``purged``."""

    verb: str
    entries: tuple[TrashEntry, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CheckedDatabase:
    """One database that was checked, and against what."""

    place: Place
    revisions: tuple[str, ...]
    """Where it stands."""
    compared: tuple[str, ...]
    """Those of ``models``, ``migrations`` and ``live`` that were compared."""
    expected_from: str
    """Where the schema that the migrations make was taken from, in words."""


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """The answer of check."""

    findings: tuple[Finding, ...]
    databases: tuple[CheckedDatabase, ...]
    pages: tuple[Page, ...] = field(default=(), metadata=TEXT_ONLY)
    """The page of each kind of finding that check can have."""
    configuration: tuple[str, ...] = field(default=(), metadata=TEXT_ONLY)
    """The configuration files that were read: where a finding is shown that lies in no file."""
    failure: TkError | None = field(default=None, metadata=TEXT_ONLY)
    """What ended the check, where it had found errors before."""


@dataclass(frozen=True, kw_only=True)
class FilesWritten:
    """The answer of revision, merge and init: the files that were written, and what follows."""

    files: tuple[str, ...]
    revisions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    """What was left out of them until a person decides, as `--allow` names it."""


@dataclass(frozen=True, kw_only=True)
class Rebased:
    """The answer of rebase. ``moved`` are the revisions as they follow each other now, the oldest first."""

    heads: tuple[str, ...]
    moved: tuple[RevisionEntry, ...] = ()
    onto: str | None = None
    """None where there was nothing to move."""
    down_revision_before: tuple[str, ...] = ()
    """What the first of them followed."""
    file: str | None = None
    """The one file that was changed."""
    reason: str = ""
    """Why this line moved, and not the other."""
    databases: tuple[Place, ...] = ()
    """Those that were asked, and have none of them."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Template:
    """A layout that init can write."""

    name: str
    synopsis: str


@dataclass(frozen=True, kw_only=True)
class Templates:
    """The answer of list-templates."""

    templates: tuple[Template, ...]


@dataclass(frozen=True, kw_only=True)
class Pages:
    """The answer of explain."""

    pages: tuple[Page, ...]
    whole: bool = field(default=True, metadata=TEXT_ONLY)
