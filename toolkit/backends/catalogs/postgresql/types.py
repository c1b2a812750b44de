"""Enumerated, domain, composite and range types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import Row

from toolkit.backends.catalogs.postgresql.arrays import settled
from toolkit.backends.catalogs.postgresql.constraints import Members
from toolkit.backends.catalogs.postgresql.session import Session
from toolkit.catalog.values import CompositeType, Domain, EnumType

_TYPES = """
SELECT t.oid, t.typnamespace AS namespace, t.typname::text AS name, t.typtype::text AS kind, t.typrelid AS relation,
       ARRAY(SELECT l.enumlabel::text FROM pg_enum l WHERE l.enumtypid = t.oid ORDER BY l.enumsortorder) AS labels,
       format_type(t.typbasetype, t.typtypmod) AS base, t.typnotnull AS is_required,
       pg_get_expr(t.typdefaultbin, 0) AS expression,
       CASE WHEN pg_collation_is_visible(o.oid) THEN '' ELSE o.collnamespace::regnamespace::text || '.' END
           || o.collname AS collation,
       concat_ws(', ', 'SUBTYPE = ' || format_type(r.rngsubtype, NULL),
           'SUBTYPE_OPCLASS = ' || CASE WHEN pg_opclass_is_visible(k.oid) THEN ''
               ELSE k.opcnamespace::regnamespace::text || '.' END || k.opcname,
           'CANONICAL = ' || nullif(r.rngcanonical::regproc::text, '-'),
           'SUBTYPE_DIFF = ' || nullif(r.rngsubdiff::regproc::text, '-'),
           'MULTIRANGE_TYPE_NAME = ' || $multirange) AS range,
       m.description AS comment
FROM pg_type t
LEFT JOIN pg_type b ON b.oid = t.typbasetype
LEFT JOIN pg_class c ON c.oid = t.typrelid
LEFT JOIN pg_range r ON r.rngtypid = t.oid
LEFT JOIN pg_opclass k ON k.oid = r.rngsubopc
LEFT JOIN pg_collation o ON o.oid = coalesce(nullif(r.rngcollation, 0), t.typcollation)
    AND o.oid <> coalesce(b.typcollation, 100)
LEFT JOIN pg_description m ON m.objoid = t.oid AND m.classoid = 'pg_type'::regclass AND m.objsubid = 0
WHERE t.typnamespace = ANY (CAST(:schemas AS oid[]))
  AND (t.typtype IN ('e', 'd', 'r') OR t.typtype = 'c' AND c.relkind = 'c') AND NOT EXISTS (
    SELECT FROM pg_depend e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid AND e.deptype = 'e')
ORDER BY t.typname
"""


@dataclass(frozen=True, kw_only=True)
class Types:
    """All types of the schemas."""

    enums: tuple[EnumType, ...]
    domains: tuple[Domain, ...]
    composites: tuple[CompositeType, ...]


def read_types(
    session: Session, columns: Mapping[int, Sequence[Row[Any]]], constraints: Mapping[int, Members]
) -> Types:
    """Each kind sorted; ``columns`` has the attributes of composite types, ``constraints`` those of domains."""
    found: dict[str, list[Any]] = {"e": [], "d": [], "c": [], "r": []}
    rows = session.rows("Types", _TYPES, multirange=(14, "format_type(r.rngmultitypid, NULL)", "NULL"))
    for row in sorted(rows, key=lambda row: (session.schemas[row.namespace] or "", row.name)):
        schema = session.schemas[row.namespace]
        match row.kind:
            case "e":
                value: Any = EnumType(schema=schema, name=row.name, labels=tuple(row.labels), comment=row.comment)
            case "d":
                value = _domain(row, schema, constraints.get(row.oid, Members()))
            case _:
                definition = f"RANGE ({_range(row)})" if row.kind == "r" else _attributes(columns.get(row.relation, ()))
                value = CompositeType(schema=schema, name=row.name, definition=definition, comment=row.comment)
        found["c" if row.kind == "r" else row.kind].append(value)
    return Types(enums=tuple(found["e"]), domains=tuple(found["d"]), composites=tuple(found["c"]))


def _domain(row: Row[Any], schema: str | None, members: Members) -> Domain:
    return Domain(
        schema=schema,
        name=row.name,
        type=row.base,
        nullable=not row.is_required,
        default=settled(row.expression),
        collation=row.collation,
        checks=tuple(sorted(members.checks, key=attrgetter("name"))),
        comment=row.comment,
    )


def _range(row: Row[Any]) -> str:
    return f"{row.range}, COLLATION = {row.collation}" if row.collation else str(row.range)


def _attributes(rows: Sequence[Row[Any]]) -> str:
    return f"({', '.join(_attribute(row) for row in rows)})"


def _attribute(row: Row[Any]) -> str:
    said = [row.name, row.type]
    said += [f"COLLATE {row.collation}"] if row.collation else []
    said += [f"COMMENT {row.comment}"] if row.comment else []
    return " ".join(said)
