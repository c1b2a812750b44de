"""The rows of the journal as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import HOME, IS_TYPE


class State(Enum):
    """What is certain of a statement in the journal."""

    DONE = "done"
    BEGUN = "begun"
    """It was about to be sent. One that is followed by another one is done: they are sent in order."""
    FAILED = "failed"
    """The server refused it, and the revision went on."""
    UNDONE = "undone"
    """The revision took it back, by a savepoint or a rollback, and went on."""


class Sort(Enum):
    """What a row of the journal is about."""

    CHANGE = "change"
    """Statements with one text, sent one after the other: rows only, nothing that commits by itself."""
    DEFINITION = "definition"
    """One statement that commits by itself."""
    STEP = "step"
    """One more step, after the first, of what is sent in place of a definition."""
    CATALOG = "catalog"
    """A question to the catalog, with its answer."""
    ROWS = "rows"
    """A question to the user's tables, with no more than a digest of its answer."""
    FILE = "file"
    """The revision's file, as a digest, when its first statement was sent."""
    REVISION = "revision"
    """A revision that ran to its end: what it made, and how long it took."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """One row of ``tk_statements``."""

    number: int
    """Its place among those of the run, from 1."""
    sort: Sort
    state: State
    text: str
    """With placeholders, never with values."""
    digest: str
    """Of the parameters, chained over all statements that the record stands for."""
    count: int = 1
    answer: str | None = None
    before: str | None = None
    """Of a definition: what the server said of all that it names, before it was sent; a digest each, as JSON."""
    steps: str | None = None
    """What is sent in place of the statement, as JSON."""

    @property
    def is_open(self) -> bool:
        """Whether nobody knows yet if this definition happened, or it was refused and the run ended there."""
        return self.sort is Sort.DEFINITION and self.steps is None and self.state in (State.BEGUN, State.FAILED)

    @property
    def key(self) -> tuple[Sort, str]:
        """What a statement that is sent again has in common with it."""
        return self.sort, self.text


@dataclass(frozen=True, kw_only=True)
class OpenRun:
    """One row of ``tk_runs``: a run that was not seen to end."""

    id: str
    command: str
    target: str
    before: tuple[str, ...]
    started: str
    os_user: str
    host: str
    process: str
    session: str
    attempts: int
    note: str = ""
    """What a person accepted, and why."""


@dataclass(frozen=True, kw_only=True)
class Worked:
    """How long a statement of a run worked on so many bytes: by that later plans know how fast the server is."""

    work: str
    algorithm: str | None
    bytes: int
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Trashed:
    """One row of ``tk_trash``."""

    id: str
    schema: str | None
    table: str
    column: str | None
    kept: str
    revision: str
    direction: str
    since: str
    record: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_type(self) -> bool:
        """Whether it is a type, or a sequence, which has no rows."""
        return bool(self.record.get(IS_TYPE))

    @property
    def home(self) -> Name:
        """The table with the schema that it was found in, also where the statement did not say it."""
        return Name(schema=self.record.get(HOME) or self.schema, name=self.table)

    def __str__(self) -> str:
        table = f"{self.schema}.{self.table}" if self.schema else self.table
        if self.is_type:
            word = self.record[IS_TYPE]
            return f"{word.lower() if isinstance(word, str) else 'type'} {table}"
        return f"table {table}" if self.column is None else f"column {table}.{self.column}"
