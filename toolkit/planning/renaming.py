"""What the tables of the live database are called while the revisions of a plan run."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from toolkit.backends.sql.values import (
    ColumnMade,
    Effect,
    Name,
    Renamed,
    RowsInserted,
    RowsRemoved,
    Statement,
    TableDrop,
    TableMade,
)

Key = tuple[str | None, str]


class LiveNames:
    """Begins with every table under its own name, and follows what the statements make of that."""

    def __init__(self, tables: Collection[Key]) -> None:
        self._all = frozenset(tables)
        self._now: dict[Key, Key] = {table: table for table in tables}
        self._filled: dict[Key, Key] = {}
        self._columns: dict[Key, dict[str, str | None]] = {}
        self._listed: dict[Key, bool] = {}
        self._reckoned: dict[Key, Key | None] = {}

    def of(self, schema: str | None, name: str) -> Key | None:
        """What a table is called in the live database; None where it is not there."""
        return self._now.get((schema, name))

    def rows_of(self, schema: str | None, name: str) -> Key | None:
        """The live table whose rows it has, also where they were copied to it; None where it begins without any."""
        table = (schema, name)
        found = self._now.get(table) or self._filled.get(table)
        # A rebuild by hand may reckon with the rows, and takes the name of the table that they are from.
        return found if found or (table in self._all and self._reckoned.get(table) != table) else table

    def column_of(self, schema: str | None, table: str, column: str) -> str | None:
        """What a column is called in the live table; None where the plan has added it."""
        columns = self._columns.get((schema, table), {})
        return columns.get(column, None if (schema, table) in self._listed else column)

    def copied(self, columns: Mapping[str, str], effects: Sequence[Effect]) -> None:
        """All rows of a table were copied as they are: ``columns`` from its own, or all where none is listed."""
        for effect in effects:
            match effect:
                case RowsInserted(sources=(source,)):
                    self._fill(effect.table, source, columns)

    def note(self, effects: Sequence[Effect]) -> None:
        """A statement was carried out."""
        for effect in effects:
            match effect:
                case Renamed(column=None):
                    self._move(effect.table, effect.to)
                case TableDrop() | TableMade(if_not_exists=False):
                    for names in self._every:
                        names.pop((effect.table.schema, effect.table.name), None)
                case Renamed(column=str(column)):
                    columns = self._columns_of(effect.table)
                    columns[effect.to] = columns.pop(column, column)
                case ColumnMade(if_not_exists=False):
                    self._columns_of(effect.table)[effect.column] = None
                case RowsInserted(sources=(source,)):
                    live = self.rows_of(source.schema, source.name)
                    self._reckoned[effect.table.schema, effect.table.name] = live

    @property
    def _every(self) -> tuple[dict[Key, Any], ...]:
        return self._now, self._filled, self._columns, self._listed, self._reckoned

    def _move(self, table: Name, to: str) -> None:
        for names in self._every:
            found = names.pop((table.schema, table.name), None)
            if found is not None:
                names[table.schema, to] = found

    def _columns_of(self, table: Name) -> dict[str, str | None]:
        return self._columns.setdefault((table.schema, table.name), {})

    def _fill(self, table: Name, source: Name, columns: Mapping[str, str]) -> None:
        key = table.schema, table.name
        live = self.rows_of(source.schema, source.name)
        if key in self._now or live not in self._all:
            return
        self._filled[key] = live
        if columns:
            theirs = {to: self.column_of(source.schema, source.name, of) for to, of in columns.items()}
            self._columns[key], self._listed[key] = theirs, True
        else:
            self._columns[key] = dict(self._columns.get((source.schema, source.name), {}))


def without_default(statement: Statement, schema: str | None) -> Statement:
    """The same, with the tables of the default schema as they are known here: without it, whether it is said or not."""
    return replace(statement, effects=tuple(_without_default(effect, schema) for effect in statement.effects))


def _without_default(effect: Effect, schema: str | None) -> Effect:
    def known(name: Name) -> Name:
        return replace(name, schema=None) if name.schema == schema else name

    match effect:
        case RowsRemoved():
            return replace(effect, tables=tuple(map(known, effect.tables)))
        case RowsInserted():
            return replace(effect, table=known(effect.table), sources=tuple(map(known, effect.sources)))
        case _:
            return replace(effect, table=known(effect.table))
