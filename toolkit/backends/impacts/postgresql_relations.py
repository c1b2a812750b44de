"""The tables and indexes of PostgreSQL that are known, as some of them are read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

Relation = Row[Any]
"""A table or an index: its kind, name, schema, file, the table of an index, and what it is a part of."""


@dataclass(frozen=True, kw_only=True)
class Relations:
    """By their oids. A plan has many statements on few of many tables: what one leaves alone is only copied."""

    rows: Mapping[int, Relation] = field(default_factory=dict)
    tables: Mapping[int, Relation] = field(default_factory=dict)
    """Those that are no indexes."""
    homes: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """The indexes of each table."""

    def indexes(self, table: int) -> Sequence[Relation]:
        """Those of a table."""
        return [self.rows[oid] for oid in self.homes.get(table, ())]

    def read_again(self, found: Sequence[Row[Any]]) -> Relations:
        """With what was found: all that is locked (a lock alone, where it is gone), and all indexes of that."""
        rows, tables, homes = dict(self.rows), dict(self.tables), dict(self.homes)
        for oid in [row.oid for row in found if row.modes]:
            was = rows.pop(oid, None)
            tables.pop(oid, None)
            for index in homes.pop(oid, ()):
                rows.pop(index, None)
            if was is not None and was.home in homes:
                homes[was.home] = [index for index in homes[was.home] if index != oid]
        for row in found:
            if row.kind is None:
                continue
            rows[row.oid] = row
            if row.home is None:
                tables[row.oid] = row
            else:
                homes[row.home] = [*homes.get(row.home, ()), row.oid]
        return Relations(rows=rows, tables=tables, homes=homes)
