"""PostgreSQL: keys, constraints and indexes of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from toolkit.backends.alterations.base import Unwritable
from toolkit.backends.alterations.postgresql_words import described, literal, named, names, qualified, with_options
from toolkit.catalog.members import Check, Exclusion, ForeignKey, Index, IndexPart, PrimaryKey, Unique
from toolkit.catalog.values import Table

_BEHIND_INDEX = frozenset({"index comment", "valid", "tablespace"})


def kind_of(member: Any) -> str:
    """What an alteration calls the kind of a member."""
    return {ForeignKey: "foreign key", PrimaryKey: "primary key"}.get(type(member), type(member).__name__.lower())


def removed(table: Table, member: Any) -> str:
    """The statement that takes a key, constraint or index from a table."""
    if isinstance(member, Index):
        return f"DROP INDEX {qualified(table.schema, member.name)}"
    return f"ALTER TABLE {qualified(table.schema, table.name)} DROP CONSTRAINT {named(member.name)}"


def made(table: Table, member: Any) -> Iterator[str]:
    """The statements that add a key, constraint or index to a table."""
    where = qualified(table.schema, table.name)
    if isinstance(member, Index):
        yield from index_made(where, table.schema, member)
        return
    name = f"CONSTRAINT {named(member.name)} " if member.name else ""
    yield f"ALTER TABLE {where} ADD {name}{_constraint(table, member)}"
    if member.comment and member.name:
        yield f"COMMENT ON CONSTRAINT {named(member.name)} ON {where} IS {literal(member.comment)}"
    for option, value in getattr(member, "options", ()):
        if option == "index comment":
            yield described("INDEX", qualified(table.schema, member.name), value)


def _constraint(table: Table, member: Any) -> str:
    match member:
        case PrimaryKey():
            return f"PRIMARY KEY ({_keys(member.columns)}){_behind(member)}{_deferred(member)}"
        case Unique():
            nulls = " NULLS NOT DISTINCT" if member.nulls_not_distinct else ""
            return f"UNIQUE{nulls} ({_keys(member.columns)}){_behind(member)}{_deferred(member)}"
        case ForeignKey():
            return _foreign_key(member, table.schema)
        case Check():
            if member.expression.startswith("NOT NULL "):
                return f"NOT NULL {named(member.expression[9:])} NOT VALID"
            inherit = " NO INHERIT" if member.no_inherit else ""
            return f"CHECK ({member.expression}){inherit}{_validated(member)}"
        case Exclusion():
            return str(member.definition)
    raise Unwritable(f"{kind_of(member)} {member.name}", "Write it in the revision.")


def _keys(columns: Sequence[str]) -> str:
    said = [(name, word) for name, _, word in (column.partition(" WITHOUT ") for column in columns)]
    return ", ".join(f"{named(name)}{f' WITHOUT {word}' if word else ''}" for name, word in said)


def _behind(member: PrimaryKey | Unique) -> str:
    include = f" INCLUDE ({names(member.include)})" if member.include else ""
    options = dict(member.options)
    space = f" USING INDEX TABLESPACE {named(options['tablespace'])}" if "tablespace" in options else ""
    return include + with_options(pair for pair in member.options if pair[0] not in _BEHIND_INDEX) + space


def _foreign_key(key: ForeignKey, schema: str | None) -> str:
    words = f"FOREIGN KEY ({names(key.columns)}) REFERENCES {qualified(*key.refers_to(schema))}"
    words += f" ({names(key.referred_columns)})"
    words += f" MATCH {key.match}" if key.match else ""
    words += f" ON DELETE {key.on_delete}" if key.on_delete else ""
    words += f" ON UPDATE {key.on_update}" if key.on_update else ""
    return words + _deferred(key) + _validated(key)


def _deferred(member: PrimaryKey | Unique | ForeignKey) -> str:
    return f" {member.deferrable}" if member.deferrable else ""


def _validated(member: Check | ForeignKey) -> str:
    if not member.enforced:
        return " NOT ENFORCED"
    return "" if member.validated else " NOT VALID"


def index_made(where: str, schema: str | None, index: Index) -> Iterator[str]:
    """The statements that make an index of a table or materialised view."""
    unique = "UNIQUE " if index.unique else ""
    words = f"CREATE {unique}INDEX {named(index.name)} ON {where}"
    words += f" USING {index.method}" if index.method and index.method != "btree" else ""
    words += f" ({', '.join(map(_part, index.parts))})"
    words += f" INCLUDE ({names(index.include)})" if index.include else ""
    words += " NULLS NOT DISTINCT" if index.nulls_not_distinct else ""
    options = dict(index.options)
    words += with_options(
        pair for pair in index.options if pair[0] not in _BEHIND_INDEX and not pair[0].startswith("statistics ")
    )
    words += f" TABLESPACE {named(options['tablespace'])}" if "tablespace" in options else ""
    yield words + (f" WHERE {index.predicate}" if index.predicate else "")
    if index.comment:
        yield described("INDEX", qualified(schema, index.name), index.comment)


def _part(part: IndexPart) -> str:
    words = named(part.column) if part.column else f"({part.expression})"
    words += f" COLLATE {qualified(None, part.collation)}" if part.collation else ""
    words += f" {part.operator_class}" if part.operator_class else ""
    words += " DESC" if part.descending else ""
    return words + ("" if part.nulls_first is None else f" NULLS {'FIRST' if part.nulls_first else 'LAST'}")
