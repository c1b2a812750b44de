"""What a unique index, a unique constraint or a primary key asks of rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.catalog.members import Column, Index, IndexPart, PrimaryKey, Unique
from toolkit.catalog.values import Table

# How the readers spell a column of a key: title(20), email COLLATE NOCASE DESC.
_SPELLED = re.compile(
    r"(?P<name>.+?)(?:\((?P<prefix>\d+)\))?(?: COLLATE (?P<collation>\S+))?(?P<descending> DESC)?", re.DOTALL
)


@dataclass(frozen=True, kw_only=True)
class Key:
    """The values that no two rows may share."""

    columns: tuple[Column, ...]
    """As the key compares them: with its collation, and of a prefix the type that holds so much."""
    prefixes: tuple[tuple[str, int], ...] = ()
    """Columns of which it has the beginning alone, and how much of it; sorted."""
    expressions: tuple[str, ...] = ()
    where: str | None = None
    nulls_are_equal: bool = False

    @property
    def demand(self) -> tuple[object, ...]:
        """What it asks, to hold against another one; the order of its columns is nothing to the rows."""
        columns = sorted((column.name, column.charset or "", column.collation or "") for column in self.columns)
        return tuple(columns), self.prefixes, tuple(sorted(self.expressions)), self.where, self.nulls_are_equal


def keys_of(table: Table) -> Sequence[Key]:
    """Every key of a table that can be told."""
    named = {column.name: column for column in table.columns}
    found = [_key_of_index(index, named) for index in table.indexes if index.unique]
    found += [
        _key_of_columns(unique.columns, named, nulls_are_equal=unique.nulls_not_distinct) for unique in table.uniques
    ]
    if table.primary_key is not None:
        found.append(_key_of_columns(table.primary_key.columns, named))
    return [key for key in found if key is not None]


def plain_columns(key: PrimaryKey | Unique, table: Table) -> tuple[str, ...]:
    """The names of its columns; none where one of them cannot be told."""
    named = {column.name: column for column in table.columns}
    parts = [_part(spelled, named) for spelled in key.columns]
    return tuple(part.column for part in parts if part and part.column) if all(parts) else ()


def _key_of_index(index: Index, named: Mapping[str, Column]) -> Key | None:
    expressions = tuple(part.expression for part in index.parts if part.expression is not None)
    parts = [part for part in index.parts if part.column is not None]
    key = _key(parts, named, nulls_are_equal=index.nulls_not_distinct)
    return None if key is None else replace(key, expressions=expressions, where=index.predicate)


def _key_of_columns(
    spelled: Sequence[str], named: Mapping[str, Column], *, nulls_are_equal: bool = False
) -> Key | None:
    return _key([_part(one, named) for one in spelled], named, nulls_are_equal=nulls_are_equal)


def _key(parts: Sequence[IndexPart | None], named: Mapping[str, Column], *, nulls_are_equal: bool) -> Key | None:
    known = [part for part in parts if part is not None and part.column in named]
    if len(known) < len(parts):
        return None
    return Key(
        columns=tuple(_column(part, named[part.column or ""]) for part in known),
        prefixes=tuple(sorted((part.column or "", part.prefix) for part in known if part.prefix is not None)),
        nulls_are_equal=nulls_are_equal,
    )


def _part(spelled: str, named: Mapping[str, Column]) -> IndexPart | None:
    if spelled in named:
        return IndexPart(column=spelled)
    found = _SPELLED.fullmatch(spelled)
    if found is None or found["name"] not in named:
        return None
    prefix = None if found["prefix"] is None else int(found["prefix"])
    return IndexPart(column=found["name"], prefix=prefix, collation=found["collation"])


def _column(part: IndexPart, column: Column) -> Column:
    if part.collation is not None:
        column = replace(column, collation=part.collation)
    if part.prefix is not None:
        word = "varbinary" if "blob" in column.type or "binary" in column.type else "varchar"
        column = replace(column, type=f"{word}({part.prefix})")
    return column
