"""Which objects of a database belong to some of its tables: the server keeps account of what depends on what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from toolkit.backends.sql.values import Name

# What a DROP ... CASCADE would reach (a view by the rule behind it), then all that this needs. What belongs to a table
# or view (its keys, indexes, partitions, triggers, the rule behind a view) comes with it. A name without a schema is
# looked for on the search path.
_CHOSEN = """
WITH RECURSIVE hit (classid, objid) AS (
    SELECT c.tableoid, c.oid
    FROM ROWS FROM (unnest(CAST(:names AS text[])), unnest(CAST(:schemas AS text[]))) AS w (name, schema)
    JOIN pg_class c ON c.relname = w.name
    JOIN pg_namespace n ON n.oid = c.relnamespace
        AND CASE WHEN w.schema = '' THEN n.nspname = ANY (CAST(:path AS text[])) ELSE n.nspname = w.schema END
    UNION
    SELECT m.classid, m.objid FROM hit h CROSS JOIN LATERAL (
        SELECT d.classid, d.objid FROM pg_depend d
        WHERE d.refclassid = h.classid AND d.refobjid = h.objid AND d.deptype IN ('n', 'a', 'i', 'P', 'S')
        UNION ALL
        SELECT d.refclassid, d.refobjid FROM pg_depend d
        WHERE h.classid = 'pg_rewrite'::regclass AND d.classid = h.classid AND d.objid = h.objid AND d.deptype = 'i'
    ) m
), need (classid, objid) AS (
    SELECT classid, objid FROM hit
    UNION
    SELECT m.classid, m.objid FROM need n CROSS JOIN LATERAL (
        SELECT d.refclassid AS classid, d.refobjid AS objid FROM pg_depend d
        WHERE d.classid = n.classid AND d.objid = n.objid AND d.deptype IN ('n', 'a', 'i', 'P', 'S')
        UNION ALL
        SELECT d.classid, d.objid FROM pg_depend d
        WHERE n.classid = 'pg_class'::regclass AND d.refclassid = n.classid AND d.refobjid = n.objid
          AND d.deptype IN ('a', 'i', 'P', 'S')
    ) m
)
SELECT classid::regclass::text AS catalog, array_agg(objid) AS oids FROM need GROUP BY classid
"""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What is to be copied with some tables."""

    catalogs: frozenset[str]
    """Those that keep any of it."""
    oids: Sequence[int]


def around(connection: Connection, tables: Collection[Name], path: Sequence[str]) -> Chosen:
    """All of it; ``path`` are the schemas in which a name without one is looked for."""
    ordered = sorted((name.name, name.schema or "") for name in tables)
    given = {"names": [name for name, _ in ordered], "schemas": [schema for _, schema in ordered], "path": list(path)}
    rows = connection.execute(text(_CHOSEN), given).all()
    return Chosen(
        catalogs=frozenset(row.catalog for row in rows),
        oids=sorted({int(oid) for row in rows for oid in row.oids}),
    )
