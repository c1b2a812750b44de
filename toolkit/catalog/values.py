"""A catalog as values: plain, frozen, comparable, and the same for every backend.

Texts are the server's own: its full type text, its way of writing a default, an expression or a definition.
None means that the thing is absent, or that the backend has no such facet. Every field is a *facet* of its object,
and a difference is told by the facet's name; ``schema`` and ``name`` identify the object instead.

Objects that a server names by itself (unnamed constraints, indexes made for foreign keys) carry that name and
``named_by_server``; two of those are the same when all else is.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.catalog.members import Check, Column, Exclusion, ForeignKey, Index, PrimaryKey, Unique


@dataclass(frozen=True, kw_only=True)
class Table:
    """A base table. Members are sorted by name, columns by position."""

    schema: str | None
    name: str
    columns: tuple[Column, ...]
    primary_key: PrimaryKey | None = None
    uniques: tuple[Unique, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[Check, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    indexes: tuple[Index, ...] = ()
    comment: str | None = None
    partitioning: str | None = None
    """How it is partitioned, as text; for a partition, what it is a partition of and its bounds."""
    inherits: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    """Engine, charset, collation, row format, unlogged, STRICT, WITHOUT ROWID, row security, ...: sorted pairs."""


@dataclass(frozen=True, kw_only=True)
class View:
    """A view, with its columns' names and types where the server keeps them."""

    schema: str | None
    name: str
    definition: str
    materialized: bool = False
    populated: bool = True
    columns: tuple[tuple[str, str], ...] = ()
    indexes: tuple[Index, ...] = ()
    comment: str | None = None
    options: tuple[tuple[str, str], ...] = ()
    """Check option, security, algorithm, definer's security type: sorted pairs. Never who created it."""


@dataclass(frozen=True, kw_only=True)
class Trigger:
    """A trigger of a table or view."""

    schema: str | None
    table: str
    name: str
    definition: str
    """Timing, events, level, condition and action, in the server's text."""
    order: int | None = None
    """Its place among those of the same table, timing and event, where the server lets one choose."""
    options: tuple[tuple[str, str], ...] = ()
    """What it runs under (sql_mode): sorted pairs."""
    enabled: str | None = None
    """None when it fires as usual."""
    comment: str | None = None


@dataclass(frozen=True, kw_only=True)
class Sequence:
    """A sequence that stands for itself (not that of an identity column). Where it stands now is no facet."""

    schema: str | None
    name: str
    type: str | None
    start: int
    increment: int
    minimum: int
    maximum: int
    cache: int
    cycle: bool
    unlogged: bool = False
    owned_by: str | None = None
    comment: str | None = None


@dataclass(frozen=True, kw_only=True)
class EnumType:
    """An enumerated type of its own."""

    schema: str | None
    name: str
    labels: tuple[str, ...]
    comment: str | None = None


@dataclass(frozen=True, kw_only=True)
class Domain:
    """A domain."""

    schema: str | None
    name: str
    type: str
    nullable: bool
    default: str | None = None
    collation: str | None = None
    checks: tuple[Check, ...] = ()
    comment: str | None = None


@dataclass(frozen=True, kw_only=True)
class CompositeType:
    """A composite or range type, as attributes or as a definition."""

    schema: str | None
    name: str
    definition: str
    comment: str | None = None


@dataclass(frozen=True, kw_only=True)
class Routine:
    """A function or procedure; ``signature`` tells overloaded ones apart."""

    schema: str | None
    name: str
    signature: str
    definition: str
    options: tuple[tuple[str, str], ...] = ()
    """What it runs under (sql_mode, time zone): sorted pairs."""
    comment: str | None = None


@dataclass(frozen=True, kw_only=True)
class Extension:
    """An extension that is installed into the database."""

    name: str
    schema: str | None = None


@dataclass(frozen=True, kw_only=True)
class Unseen:
    """What may be there and was not seen: objects of a kind, or a facet of theirs. ``*`` stands for any."""

    kind: str = "*"
    """As a change calls it: ``trigger``, ``foreign key``."""
    name: str = "*"
    """Of the object, or of the table or view that it lies in."""
    facet: str = "*"
    """``-`` for objects as a whole, where those that are seen are seen with all their facets."""


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """All that one database holds, in the schemas that were asked for; each kind sorted by schema and name."""

    backend: str
    server_version: str
    schemas: tuple[str, ...] = ()
    """Schemas beside the default one."""
    tables: tuple[Table, ...] = ()
    views: tuple[View, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    enums: tuple[EnumType, ...] = ()
    domains: tuple[Domain, ...] = ()
    composites: tuple[CompositeType, ...] = ()
    routines: tuple[Routine, ...] = ()
    extensions: tuple[Extension, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    """Of the database itself: its default charset and collation."""
    unread: tuple[str, ...] = ()
    """What could not be read, as sentences: a missing privilege is told, never passed over."""
    unseen: tuple[Unseen, ...] = ()
    """The same for a comparison: what is not here for one of these reasons is not missing."""
