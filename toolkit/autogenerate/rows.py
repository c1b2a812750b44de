"""What the rows that are there say of a rename: whether the values of what is gone fit what is new."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from toolkit.backends.fitting.types import kind_of
from toolkit.catalog.members import Column
from toolkit.catalog.values import Catalog, Table

_MOST = 1000
"""Rows that are looked at: what these say goes for the others, mostly."""
_FITS, _MISFITS, _EMPTY = 0.1, -0.3, -0.15


class Rows:
    """The rows of a live database; of none where there is no connection."""

    def __init__(self, connection: sa.Connection | None, models: Catalog) -> None:
        self._connection, self._models = connection, models

    def speak(self, old: Column, new: Column, before: Table, after: Table) -> float:
        """For the pair, or against it; 0 where they say nothing, or cannot be read."""
        values = self._read(before.schema, before.name, old.name)
        given = [value for value in values if value is not None]
        if not given:
            # There is nothing to lose where there are rows without one.
            return _EMPTY if values else 0.0
        score = 0.0
        if labels := self._labels(new):
            score += _FITS if {str(value) for value in given} <= labels else _MISFITS
        for key in after.foreign_keys:
            if key.columns == (new.name,):
                schema, table = key.refers_to(after.schema)
                score += self._lead(given, schema, table, key.referred_columns[0])
        if _is_unique(after, new.name) and len({*map(repr, given)}) < len(given):
            score += _MISFITS
        return score + (_MISFITS / 2 if not new.nullable and len(given) < len(values) else 0.0)

    def _labels(self, column: Column) -> frozenset[str]:
        """The values of an enumeration."""
        of_type = next((enum.labels for enum in self._models.enums if enum.name == column.type), ())
        return frozenset(of_type or kind_of(column.type).labels)

    def _lead(self, values: Sequence[Any], schema: str | None, table: str, column: str) -> float:
        """Whether they are found where a foreign key leads."""
        wanted = list({repr(value): value for value in values}.values())[:100]
        found = self._read(schema, table, column, wanted)
        return 0.0 if not found else _FITS if len({*map(repr, found)}) == len(wanted) else _MISFITS

    def _read(self, schema: str | None, table: str, column: str, among: Sequence[Any] = ()) -> Sequence[Any]:
        if self._connection is None:
            return ()
        one: Any = sa.column(column)
        question = sa.select(one).select_from(sa.table(table, one, schema=schema)).limit(_MOST)
        if among:
            question = question.where(one.in_(among))
        try:
            # Or PostgreSQL would take no statement after one that it refuses.
            with self._connection.begin_nested():
                return self._connection.scalars(question).all()
        except SQLAlchemyError:
            return ()


def _is_unique(table: Table, column: str) -> bool:
    columns = [unique.columns for unique in table.uniques]
    columns += [tuple(part.column or "" for part in index.parts) for index in table.indexes if index.unique]
    return (column,) in columns
