"""What is known of a statement from its text alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property


class Kind(Enum):
    """What a statement does, as far as repeating it is concerned."""

    READ = "read"
    """It changes nothing: SELECT, SHOW, EXPLAIN, a PRAGMA that asks."""
    CHANGE = "change"
    """It changes rows: INSERT, UPDATE, DELETE, MERGE, REPLACE, LOAD DATA, COPY ... FROM."""
    DEFINITION = "definition"
    """It changes the schema, or rights, or anything else that is kept in a catalog."""
    SESSION = "session"
    """It concerns this session alone and must be sent again in the next: SET, USE, temporary tables, LOCK TABLES."""
    TRANSACTION = "transaction"
    """BEGIN, COMMIT, ROLLBACK, SAVEPOINT and their kin."""
    OPAQUE = "opaque"
    """What it does cannot be seen in its text: CALL, DO, EXECUTE, and whatever is not recognised."""


@dataclass(frozen=True, kw_only=True)
class Name:
    """An object as a statement names it: unquoted, folded as the server folds it. ``schema`` is None if not said."""

    schema: str | None = None
    name: str


@dataclass(frozen=True, kw_only=True)
class TableDrop:
    """A table that a statement drops."""

    table: Name
    if_exists: bool = False
    cascade: bool = False


@dataclass(frozen=True, kw_only=True)
class ColumnDrop:
    """A column that a statement drops."""

    table: Name
    column: str
    if_exists: bool = False
    cascade: bool = False


@dataclass(frozen=True, kw_only=True)
class TableMade:
    """A table that a statement creates."""

    table: Name
    if_not_exists: bool = False


@dataclass(frozen=True, kw_only=True)
class ColumnMade:
    """A column that a statement adds. ``definition`` is its text after the name, as it was written."""

    table: Name
    column: str
    definition: str = ""
    if_not_exists: bool = False


@dataclass(frozen=True, kw_only=True)
class PartMade:
    """An index, constraint or trigger that a statement adds to a table. ``name`` is None if not given."""

    table: Name
    name: str | None
    what: str
    """``index``, ``constraint`` or ``trigger``."""


@dataclass(frozen=True, kw_only=True)
class Renamed:
    """A table (``column`` is None) or a column that a statement gives another name."""

    table: Name
    column: str | None
    to: str


@dataclass(frozen=True, kw_only=True)
class RowsInserted:
    """An INSERT: where to, and the tables that a SELECT in it reads."""

    table: Name
    sources: tuple[Name, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RowsRemoved:
    """A TRUNCATE, or a DELETE without WHERE."""

    tables: tuple[Name, ...]
    truncates: bool = False


Effect = TableDrop | ColumnDrop | TableMade | ColumnMade | PartMade | Renamed | RowsInserted | RowsRemoved


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement. ``sql`` is its text without the semicolon that ends it."""

    sql: str
    kind: Kind
    commits: bool = False
    """The server commits before and after it by itself, whatever transaction is open."""
    alone: bool = False
    """The server refuses it inside a transaction."""
    effects: tuple[Effect, ...] = ()
    """In the order of the text."""
    others: str | None = None
    """An ALTER TABLE that drops columns, without these drops; None where nothing else is left, or nothing dropped."""
    find_names: Callable[[], frozenset[Name]] = field(default=frozenset, compare=False, repr=False)
    """Called where they are asked for, which most statements never are."""

    @cached_property
    def names(self) -> frozenset[Name]:
        """All that could be the name of an object in it; some may be columns or aliases."""
        return self.find_names()
