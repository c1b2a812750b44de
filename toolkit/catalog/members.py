"""What a table is made of, as values: columns, keys, constraints and indexes. See ``values`` for how they are meant."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a table or view. ``position`` counts from 1, in the order of the table, without gaps."""

    name: str
    position: int
    type: str
    nullable: bool
    default: str | None = None
    computed: str | None = None
    """The expression of a generated column."""
    computed_stored: bool | None = None
    identity: str | None = None
    """``ALWAYS`` or ``BY DEFAULT`` with its options."""
    sequence: str | None = None
    """Options of the sequence that the column owns (PostgreSQL's SERIAL), with its name where no default tells it."""
    autoincrement: bool = False
    on_update: str | None = None
    charset: str | None = None
    collation: str | None = None
    comment: str | None = None
    invisible: bool = False
    on_conflict: str | None = None
    """What NOT NULL does to a row that breaks it, where that is not to abort the statement."""
    storage: str | None = None
    """How the server keeps it (PostgreSQL's storage and compression), where that is not the type's own way."""
    statistics: str | None = None
    """What the planner shall gather about it, where that is set."""


@dataclass(frozen=True, kw_only=True)
class PrimaryKey:
    """A primary key. ``name`` is None where the server keeps none."""

    name: str | None
    columns: tuple[str, ...]
    """In order; with a prefix length as ``title(20)``."""
    deferrable: str | None = None
    """``DEFERRABLE`` or ``DEFERRABLE INITIALLY DEFERRED``."""
    on_conflict: str | None = None
    """What is done to a row that breaks it, where that is not to abort the statement."""
    include: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    """Of the index behind it: sorted pairs."""
    comment: str | None = None
    named_by_server: bool = False


@dataclass(frozen=True, kw_only=True)
class Unique:
    """A unique constraint, where the server tells it from a unique index."""

    name: str | None
    columns: tuple[str, ...]
    deferrable: str | None = None
    nulls_not_distinct: bool = False
    on_conflict: str | None = None
    """What is done to a row that breaks it, where that is not to abort the statement."""
    include: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    """Of the index behind it: sorted pairs."""
    comment: str | None = None
    named_by_server: bool = False


@dataclass(frozen=True, kw_only=True)
class ForeignKey:
    """A foreign key. ``referred_schema`` is None for a table of the same schema.

    The default schema, seen from another one, is ``(default)``: its name may differ from database to database.
    """

    name: str | None
    columns: tuple[str, ...]
    referred_schema: str | None
    referred_table: str
    referred_columns: tuple[str, ...]
    on_delete: str | None = None
    """None for the server's default: NO ACTION, on MariaDB RESTRICT (InnoDB does the same for both)."""
    on_update: str | None = None
    match: str | None = None
    deferrable: str | None = None
    enforced: bool = True
    """Also False where its triggers are switched off."""
    validated: bool = True
    comment: str | None = None
    named_by_server: bool = False

    def refers_to(self, schema: str | None) -> tuple[str | None, str]:
        """Schema and name of the table it refers to, as a key of a table in ``schema``."""
        at_home, in_default = self.referred_schema is None, self.referred_schema == "(default)"
        return schema if at_home else None if in_default else self.referred_schema, self.referred_table


@dataclass(frozen=True, kw_only=True)
class Check:
    """A check constraint, of a table, a column or a domain."""

    name: str | None
    expression: str
    column: str | None = None
    """The column that it belongs to, where the server keeps that apart from a check of the table (MariaDB)."""
    enforced: bool = True
    validated: bool = True
    no_inherit: bool = False
    comment: str | None = None
    named_by_server: bool = False


@dataclass(frozen=True, kw_only=True)
class Exclusion:
    """An exclusion constraint, as the server defines it."""

    name: str
    definition: str
    options: tuple[tuple[str, str], ...] = ()
    """Of the index behind it: sorted pairs."""
    comment: str | None = None
    named_by_server: bool = False


@dataclass(frozen=True, kw_only=True)
class IndexPart:
    """A column or an expression of an index."""

    column: str | None
    expression: str | None = None
    descending: bool = False
    nulls_first: bool | None = None
    """None for the server's default of that direction."""
    prefix: int | None = None
    collation: str | None = None
    """None for the column's own."""
    operator_class: str | None = None
    """None for the type's default."""


@dataclass(frozen=True, kw_only=True)
class Index:
    """An index that is no constraint of its own."""

    name: str
    parts: tuple[IndexPart, ...]
    unique: bool = False
    method: str | None = None
    include: tuple[str, ...] = ()
    predicate: str | None = None
    nulls_not_distinct: bool = False
    invisible: bool = False
    valid: bool = True
    options: tuple[tuple[str, str], ...] = ()
    """Storage options, the full-text parser, the tablespace: sorted pairs."""
    comment: str | None = None
    named_by_server: bool = False
    """Also for an index that the server made for a foreign key."""
