"""Where things of the trash are now."""

# ruff: noqa: S608  the texts are put together of names that are quoted, and of what the server printed

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.trash.base import Entry
from toolkit.backends.trash.postgresql.names import Relation

_TABLE = """
SELECT c.oid, n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = CAST(:kept AS name) AND c.relkind IN ('r', 'p', 'f')
"""
# An heir has the column as well: what is asked for is the table that it has it from.
_COLUMN = """
SELECT c.oid, n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE a.attname = CAST(:kept AS name) AND NOT a.attisdropped AND a.attinhcount = 0 AND c.relkind IN ('r', 'p', 'f')
ORDER BY c.relname = CAST(:table AS name) DESC, c.oid
"""
_FAMILY = """
WITH RECURSIVE family (oid) AS (
    SELECT CAST(:oid AS oid) UNION SELECT i.inhrelid FROM pg_inherits i JOIN family f ON i.inhparent = f.oid
)
"""
_SIZE = f"{_FAMILY} SELECT CAST(sum(pg_total_relation_size(oid)) AS bigint) FROM family"
_HEIRS = f"""{_FAMILY}
SELECT c.oid, n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind, i.inhparent AS parent,
       c.relispartition AS is_partition
FROM family f
JOIN pg_inherits i ON i.inhparent = f.oid
JOIN pg_class c ON c.oid = i.inhrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
ORDER BY c.oid
"""


@dataclass(frozen=True, kw_only=True)
class Heir:
    """A partition or heir of a table."""

    table: Relation
    parent: int
    is_partition: bool


def locate(connection: Connection, entry: Entry) -> Relation | None:
    """The table in the trash, or the one that holds the column; in whatever schema."""
    if entry.column is None:
        rows = connection.execute(text(_TABLE), {"kept": entry.kept})
    else:
        rows = connection.execute(text(_COLUMN), {"kept": entry.kept, "table": entry.table.name})
    row = rows.mappings().first()
    return None if row is None else Relation(**row)


def bytes_of(connection: Connection, table: Relation) -> int:
    """With its indexes, partitions and heirs."""
    return int(connection.scalar(text(_SIZE), {"oid": table.oid}) or 0)


def heirs(connection: Connection, table: Relation) -> Sequence[Heir]:
    """Its partitions and heirs, and theirs."""
    return [
        Heir(
            table=Relation(oid=row.oid, schema=row.schema, name=row.name, kind=row.kind),
            parent=row.parent,
            is_partition=row.is_partition,
        )
        for row in connection.execute(text(_HEIRS), {"oid": table.oid})
    ]
