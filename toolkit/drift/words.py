"""Changes between catalogs in words: what an object is called, and what it is like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from textwrap import shorten
from typing import Any

from toolkit.catalog import members, values
from toolkit.catalog.comparison import Change

SHORT = 120
"""Characters of a value that a sentence holds; the finding has the whole."""
_KINDS: Mapping[str, str] = {
    "unique": "unique constraint",
    "check": "check constraint",
    "exclusion": "exclusion constraint",
    "enum type": "enum type",
    "composite type": "type",
    "routine": "routine",
}
_FACETS: Mapping[str, str] = {
    "on_delete": "ON DELETE",
    "on_update": "ON UPDATE",
    "column_order": "order of columns",
    "computed_stored": "way of computing",
    "parts": "columns",
    "nulls_not_distinct": "NULLS NOT DISTINCT",
    "on_conflict": "ON CONFLICT",
}


def subject(change: Change) -> str:
    """``column orders.note``, ``index ledger.account.ix_number``: the kind, and the name with all that it lies in."""
    path = [part for part in (change.schema, change.owner, change.name) if part]
    return f"{kind(change)} {'.'.join(path)}"


def kind(change: Change) -> str:
    """What a person calls this kind of object."""
    value = change.expected if change.facet is None and change.expected is not None else change.found
    if isinstance(value, values.View) and value.materialized:
        return "materialized view"
    return _KINDS.get(change.kind, change.kind)


def facet(name: str) -> str:
    """What a person calls a facet."""
    return _FACETS.get(name, name.replace("_", " "))


def facet_texts(change: Change) -> tuple[str, str]:
    """The expected and the found value of a changed facet; of several options, those that differ."""
    expected, found = change.expected, change.found
    if _are_pairs(expected) and _are_pairs(found):
        ours, theirs = dict(expected), dict(found)
        names = [name for name in {**ours, **theirs} if ours.get(name) != theirs.get(name)]
        return _pairs(ours, names), _pairs(theirs, names)
    return text(expected), text(found)


def text(value: Any) -> str:
    """Any value of a facet, or any object, on one line where its own text is one."""
    describe = _DESCRIBED.get(type(value))
    if describe is not None:
        return describe(value)
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "(" + ", ".join(": ".join(item) if _is_pair(item) else text(item) for item in value) + ")"
    return str(value)


def short(value: str) -> str:
    """As much of a text as fits into a sentence."""
    return shorten(value, SHORT, placeholder="...")


def _column(column: members.Column) -> str:
    words = [column.type, "" if column.nullable else "NOT NULL"]
    words += [f"{word} {value}" for word, value in _said_of(column) if value not in (None, False)]
    return " ".join(word for word in words if word)


def _said_of(column: members.Column) -> list[tuple[str, Any]]:
    return [
        ("DEFAULT", column.default),
        ("GENERATED ALWAYS AS", column.computed),
        ("GENERATED AS IDENTITY", column.identity),
        ("ON UPDATE", column.on_update),
        ("COLLATE", column.collation),
        ("COMMENT", column.comment),
    ]


def _columns(value: Any) -> str:
    return f"({', '.join(value.columns)})"


def _foreign_key(key: members.ForeignKey) -> str:
    target = f"{key.referred_schema}.{key.referred_table}" if key.referred_schema else key.referred_table
    words = f"({', '.join(key.columns)}) -> {target} ({', '.join(key.referred_columns)})"
    words += f" ON DELETE {key.on_delete}" if key.on_delete else ""
    return words + (f" ON UPDATE {key.on_update}" if key.on_update else "")


def _index(index: members.Index) -> str:
    words = f"{'UNIQUE ' if index.unique else ''}({', '.join(map(_part, index.parts))})"
    return words + (f" WHERE {index.predicate}" if index.predicate else "")


def _part(part: members.IndexPart) -> str:
    words = part.column or f"({part.expression})"
    words += f"({part.prefix})" if part.prefix else ""
    words += f" COLLATE {part.collation}" if part.collation else ""
    words += f" {part.operator_class}" if part.operator_class else ""
    words += " DESC" if part.descending else ""
    return words + ("" if part.nulls_first is None else f" NULLS {'FIRST' if part.nulls_first else 'LAST'}")


def _table(table: values.Table) -> str:
    return f"({', '.join(column.name for column in table.columns)})"


def _sequence(sequence: values.Sequence) -> str:
    return f"START {sequence.start} INCREMENT {sequence.increment}"


def _are_pairs(value: Any) -> bool:
    return isinstance(value, tuple) and all(_is_pair(item) for item in value)


def _is_pair(item: Any) -> bool:
    match item:
        case (str(), str()):
            return True
    return False


def _pairs(options: Mapping[str, str], names: list[str]) -> str:
    return ", ".join(f"{name}: {options.get(name, 'none')}" for name in names) or "none"


_DESCRIBED: Mapping[type, Callable[[Any], str]] = {
    members.Column: _column,
    members.PrimaryKey: _columns,
    members.Unique: _columns,
    members.ForeignKey: _foreign_key,
    members.Check: lambda check: check.expression,
    members.Exclusion: lambda exclusion: exclusion.definition,
    members.Index: _index,
    members.IndexPart: _part,
    values.Table: _table,
    values.View: lambda view: view.definition,
    values.Trigger: lambda trigger: trigger.definition,
    values.Routine: lambda routine: routine.definition,
    values.CompositeType: lambda composite: composite.definition,
    values.Sequence: _sequence,
    values.EnumType: lambda enum: text(enum.labels),
    values.Domain: lambda domain: domain.type,
    values.Extension: lambda extension: extension.name,
}
