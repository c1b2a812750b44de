"""Which objects of a schema count, and how the names in their texts are spelled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.backends.catalogs.sqlite.create_other import virtual_module
from toolkit.backends.catalogs.sqlite.cursor import Unparsable
from toolkit.backends.catalogs.sqlite.queries import ColumnRow, ObjectRow, Rows
from toolkit.backends.catalogs.sqlite.spelling import Scope, scope_of
from toolkit.backends.catalogs.sqlite.tokens import Token, lower

# The tables that modules of SQLite itself keep, for where the library cannot tell: it is too old, or lacks the module.
_SUFFIXES = {
    **dict.fromkeys(("fts3", "fts4"), ("content", "segments", "segdir", "docsize", "stat")),
    "fts5": ("data", "idx", "content", "docsize", "config"),
    **dict.fromkeys(("rtree", "rtree_i32", "geopoly"), ("node", "rowid", "parent")),
}


@dataclass(frozen=True, kw_only=True)
class Names:
    """The names of one schema, by their small letters, with the columns of tables and of their primary keys."""

    tables: Mapping[str, str]
    columns: Mapping[str, Sequence[str]]
    keys: Mapping[str, Sequence[str]]

    def table(self, name: str) -> str:
        """A table's name as it was made, however it is spelled here."""
        return self.tables.get(lower(name), name)

    def column(self, table: str, name: str) -> str:
        """A column's name likewise."""
        folded = lower(name)
        return next((column for column in self.columns.get(lower(table), ()) if lower(column) == folded), name)

    def scope(self, tokens: Sequence[Token]) -> Scope:
        """The tables that a text mentions, and their columns."""
        mentioned = {lower(token.text) for token in tokens} & self.tables.keys()
        columns = [column for table in sorted(mentioned) for column in self.columns.get(table, ())]
        return scope_of([*columns, *(self.tables[table] for table in sorted(mentioned))], closed=False)


def names_of(rows: Rows) -> Names:
    """The names of a schema."""
    tables = {lower(row.name): row.name for row in rows.objects if row.kind in ("table", "view")}
    return Names(
        tables=tables,
        columns={lower(table): [column.name for column in columns] for table, columns in rows.columns.items()},
        keys={lower(table): _key(columns) for table, columns in rows.columns.items()},
    )


def _key(columns: Sequence[ColumnRow]) -> Sequence[str]:
    positions = {column.key_position: column.name for column in columns}
    return [positions[position] for position in sorted(positions) if position]


def objects_that_count(rows: Rows) -> Iterator[ObjectRow]:
    """What people made: not the server's own tables and indexes, nor those that a virtual table keeps."""
    hidden = {lower(name) for name in rows.shadows} | set(_kept_by_modules(rows))
    for row in rows.objects:
        is_own = lower(row.name).startswith("sqlite_") or lower(row.table).startswith("sqlite_")
        if not is_own and not (row.kind in ("table", "index") and lower(row.table) in hidden):
            yield row


def _kept_by_modules(rows: Rows) -> Iterator[str]:
    for row in rows.objects:
        if row.kind == "table" and not row.is_stored:
            try:
                module = virtual_module(row.sql)
            except Unparsable:
                continue
            for suffix in _SUFFIXES.get(module, ()):
                yield lower(f"{row.name}_{suffix}")
