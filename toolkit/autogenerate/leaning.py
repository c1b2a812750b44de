"""Indexes that a server made for a foreign key: where that goes, they stay, and are as good as made by hand."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from toolkit.catalog.comparison import Change, Verdict
from toolkit.catalog.members import ForeignKey, Index
from toolkit.catalog.values import Catalog, Table


def without_keys_that_go(live: Catalog, models: Catalog, changes: Sequence[Change]) -> Catalog:
    """The live schema with such indexes under names of their own; the same where there are none.

    Where another foreign key of the same columns comes, the server keeps it for that, or drops it by itself.
    """
    going = {
        (change.schema, change.owner, change.name)
        for change in changes
        if change.kind == "foreign key" and change.verdict is Verdict.MISSING
    }
    if not going:
        return live
    to_be = {(table.schema, table.name): table.foreign_keys for table in models.tables}
    tables = tuple(_freed(table, going, to_be.get((table.schema, table.name), ())) for table in live.tables)
    return live if tables == live.tables else replace(live, tables=tables)


def _freed(table: Table, going: Collection[object], to_be: Sequence[ForeignKey]) -> Table:
    gone = [key for key in table.foreign_keys if (table.schema, table.name, key.name) in going]
    freed = {index.name for index in _of(table, gone)} - {index.name for index in _of(table, to_be)}
    indexes = tuple(replace(one, named_by_server=False) if one.name in freed else one for one in table.indexes)
    return replace(table, indexes=indexes) if freed else table


def _of(table: Table, keys: Sequence[ForeignKey]) -> Iterator[Index]:
    """Those that the server made for the keys."""
    for index in table.indexes:
        columns = tuple(part.column for part in index.parts)
        if index.named_by_server and not index.unique and any(columns == key.columns for key in keys):
            yield index
