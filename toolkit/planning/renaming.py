"""What the tables of the live database are called while the revisions of a plan run."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from toolkit.backends.sql.values import (
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
        self._now: dict[Key, Key] = {table: table for table in tables}

    def of(self, schema: str | None, name: str) -> Key | None:
        """What a table is called in the live database; None where it is not there."""
        return self._now.get((schema, name))

    def note(self, effects: Sequence[Effect]) -> None:
        """A statement was carried out."""
        for effect in effects:
            match effect:
                case Renamed(column=None):
                    self._move(effect.table, effect.to)
                case TableDrop() | TableMade(if_not_exists=False):
                    self._now.pop((effect.table.schema, effect.table.name), None)

    def _move(self, table: Name, to: str) -> None:
        found = self._now.pop((table.schema, table.name), None)
        if found is not None:
            self._now[table.schema, to] = found


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
