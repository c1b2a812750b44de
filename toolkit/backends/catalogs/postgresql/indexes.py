"""Indexes, those behind constraints too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from toolkit.backends.catalogs.postgresql.arrays import settled
from toolkit.backends.catalogs.postgresql.naming import addition_of, is_servers
from toolkit.backends.catalogs.postgresql.session import Session
from toolkit.catalog.members import Index, IndexPart

_INDEXES = """
SELECT i.indexrelid AS oid, i.indrelid AS relation, t.relname::text AS table_name, c.relname::text AS name,
       w.amname::text AS method, i.indisunique AS is_unique, i.indisvalid AS is_valid,
       i.indisclustered AS is_clustered, i.indisreplident AS is_identity, $nulls AS nulls_not_distinct,
       pg_get_expr(i.indpred, i.indrelid) AS predicate, c.reloptions AS options, s.spcname::text AS tablespace,
       i.indnkeyatts AS keys, c.relispartition AS is_partition, k.oid AS constraint_oid, m.description AS comment
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_class t ON t.oid = i.indrelid
JOIN pg_am w ON w.oid = c.relam
LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_description m ON m.objoid = c.oid AND m.classoid = 'pg_class'::regclass AND m.objsubid = 0
WHERE t.relnamespace = ANY (CAST(:schemas AS oid[])) AND t.relkind IN ('r', 'p', 'm')
ORDER BY c.relname
"""
# An operator class is the type's own where it is the default of its kind, and no other is that of the very type:
# varchar has none, so that text_ops serves it (src/backend/commands/indexcmds.c, GetDefaultOpClass).
_PARTS = """
SELECT i.indexrelid AS index_oid, a.attnum AS number, a.attname::text AS name, b.attname::text AS column_name,
       CASE WHEN b.attname IS NULL THEN pg_get_indexdef(i.indexrelid, a.attnum::int, false) END AS expression,
       i.indoption[a.attnum - 1] AS flags,
       CASE WHEN NOT (o.opcdefault AND CASE WHEN b.atttypid IS NULL OR o.opcintype = b.atttypid THEN true
           ELSE NOT EXISTS (SELECT FROM pg_opclass x WHERE x.opcmethod = o.opcmethod AND x.opcdefault
                            AND x.opcintype = b.atttypid) END) OR a.attoptions IS NOT NULL
       THEN CASE WHEN pg_opclass_is_visible(o.oid) THEN '' ELSE o.opcnamespace::regnamespace::text || '.' END
           || o.opcname END AS operator_class,
       CASE WHEN pg_collation_is_visible(l.oid) THEN '' ELSE l.collnamespace::regnamespace::text || '.' END
           || l.collname AS collation,
       a.attoptions AS options, nullif(a.attstattarget, -1) AS target
FROM pg_index i
JOIN pg_class t ON t.oid = i.indrelid
JOIN pg_attribute a ON a.attrelid = i.indexrelid
LEFT JOIN pg_attribute b ON b.attrelid = i.indrelid AND b.attnum = i.indkey[a.attnum - 1]
LEFT JOIN pg_opclass o ON o.oid = i.indclass[a.attnum - 1]
LEFT JOIN pg_collation l ON l.oid = i.indcollation[a.attnum - 1] AND l.oid <> coalesce(b.attcollation, 100)
WHERE t.relnamespace = ANY (CAST(:schemas AS oid[])) AND t.relkind IN ('r', 'p', 'm')
ORDER BY i.indexrelid, a.attnum
"""
_DESCENDING, _NULLS_FIRST = 1, 2


@dataclass(frozen=True, kw_only=True)
class Behind:
    """The index behind a constraint."""

    index: Index
    addition: str
    """What its columns, and its expressions, add to a name that the server makes."""


@dataclass(frozen=True, kw_only=True)
class Indexes:
    """All indexes: what each relation has of its own, and what stands behind its constraints."""

    plain: Mapping[int, Sequence[Index]]
    behind: Mapping[int, Behind]
    """By the oid of the constraint."""
    marks: Mapping[int, Sequence[tuple[str, str]]]
    """What a relation's options say of its indexes: which one rows are ordered by, or told apart by on a replica."""


def read_indexes(session: Session) -> Indexes:
    """The indexes of all tables and materialised views, by relation. Those of partitions follow from their parent's."""
    parts = defaultdict(list)
    for row in session.rows("Columns of indexes", _PARTS):
        parts[row.index_oid].append(row)
    plain, behind, marks = defaultdict(list), {}, defaultdict(list)
    for row in session.rows("Indexes", _INDEXES, nulls=(15, "i.indnullsnotdistinct", "false")):
        for mark, is_set in (("clustered on", row.is_clustered), ("replica identity index", row.is_identity)):
            if is_set:
                marks[row.relation].append((mark, row.name))
        if row.constraint_oid is not None:
            behind[row.constraint_oid] = Behind(index=_index(row, parts[row.oid]), addition=_addition(parts[row.oid]))
        elif not row.is_partition:
            plain[row.relation].append(_index(row, parts[row.oid]))
    return Indexes(plain=plain, behind=behind, marks=marks)


def _index(row: Row[Any], parts: Sequence[Row[Any]]) -> Index:
    keys, included = parts[: row.keys], parts[row.keys :]
    return Index(
        name=row.name,
        parts=tuple(_part(part) for part in keys),
        unique=row.is_unique,
        method=row.method,
        include=tuple(part.column_name for part in included),
        predicate=settled(row.predicate),
        nulls_not_distinct=row.nulls_not_distinct,
        valid=row.is_valid,
        options=_options(row, parts),
        comment=row.comment,
        named_by_server=is_servers(row.name, row.table_name, _addition(parts), "idx"),
    )


def _addition(parts: Sequence[Row[Any]]) -> str:
    return addition_of([part.name for part in parts])


def _part(row: Row[Any]) -> IndexPart:
    flags = row.flags or 0
    descending, nulls_first = bool(flags & _DESCENDING), bool(flags & _NULLS_FIRST)
    options = f"({', '.join(sorted(row.options))})" if row.options else ""
    return IndexPart(
        column=row.column_name,
        expression=settled(row.expression),
        descending=descending,
        nulls_first=None if nulls_first == descending else nulls_first,
        collation=row.collation,
        operator_class=f"{row.operator_class}{options}" if row.operator_class else None,
    )


def _options(row: Row[Any], parts: Sequence[Row[Any]]) -> tuple[tuple[str, str], ...]:
    options = pairs(row.options)
    options += [("tablespace", row.tablespace)] if row.tablespace else []
    options += [(f"statistics of part {part.number}", str(part.target)) for part in parts if part.target is not None]
    return tuple(sorted(options))


def pairs(options: Sequence[str] | None) -> list[tuple[str, str]]:
    """``fillfactor=80`` as a pair."""
    return [(name, value) for name, _, value in (option.partition("=") for option in options or ())]
