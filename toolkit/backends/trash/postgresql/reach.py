"""What the server takes along with a drop, found by dropping."""

# ruff: noqa: S608  the texts are put together of names that are quoted, and of what the server printed

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.trash.postgresql.sending import send

Key = tuple[int, int, int]
"""The catalog, the object in it, and the column of that or 0: as pg_depend names everything."""

# https://www.postgresql.org/docs/current/catalog-pg-depend.html : a drop follows these links, and from a part back to
# the whole that it belongs to. What has links of its own now and none afterwards is gone. A column need not have any.
_REACH = """
WITH RECURSIVE reach (class, oid, sub) AS (
    SELECT CAST('pg_class'::regclass AS oid), r.oid, r.sub
    FROM ROWS FROM (unnest(CAST(:oids AS oid[])), unnest(CAST(:subs AS int[]))) AS r (oid, sub)
    UNION
    SELECT f.classid, f.objid, f.objsubid
    FROM reach r CROSS JOIN LATERAL (
        SELECT d.classid, d.objid, d.objsubid FROM pg_depend d
        WHERE d.refclassid = r.class AND d.refobjid = r.oid AND (r.sub = 0 OR d.refobjsubid = r.sub)
        UNION ALL
        SELECT d.refclassid, d.refobjid, d.refobjsubid FROM pg_depend d
        WHERE d.classid = r.class AND d.objid = r.oid AND d.objsubid = r.sub AND d.deptype IN ('i', 'P', 'S')
    ) f
)
SELECT r.class, r.oid, r.sub FROM reach r
WHERE r.class = CAST('pg_class'::regclass AS oid) AND r.sub > 0
   OR EXISTS (SELECT FROM pg_depend d WHERE d.classid = r.class AND d.objid = r.oid AND d.objsubid = r.sub)
"""
_GONE_OF = """
WITH gone AS (
    SELECT * FROM ROWS FROM (unnest(CAST(:classes AS oid[])), unnest(CAST(:oids AS oid[])),
                             unnest(CAST(:subs AS int[]))) AS g (class, oid, sub)
)
"""
_LASTING = f"""{_GONE_OF}
SELECT g.class, g.oid, g.sub FROM gone g
WHERE CASE WHEN g.class = 'pg_class'::regclass AND g.sub > 0
           THEN EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = g.oid AND a.attnum = g.sub AND NOT a.attisdropped)
           ELSE EXISTS (SELECT FROM pg_depend d WHERE d.classid = g.class AND d.objid = g.oid AND d.objsubid = g.sub)
      END
"""
_LINKS = f"""{_GONE_OF}
SELECT DISTINCT d.classid AS class, d.objid AS oid, d.objsubid AS sub, d.refclassid, d.refobjid, d.refobjsubid
FROM pg_depend d
JOIN gone a ON a.class = d.classid AND a.oid = d.objid AND a.sub = d.objsubid
WHERE (d.refclassid, d.refobjid) IN (SELECT class, oid FROM gone)
"""
# Each kind of object: its home is the table or view that it is a part of, `parent` the one of a partitioned table
# that it comes and goes with, and `same` the object that has it for a part. What the server makes and drops by itself
# is internal.
_CLASSIFY = f"""{_GONE_OF}
SELECT g.class, g.oid, g.sub,
       CASE WHEN g.sub > 0 THEN CASE WHEN a.attgenerated = '' THEN 'column' ELSE 'generated column' END
            WHEN c.relkind IN ('r', 'p', 'f') THEN 'table'
            WHEN c.relkind IN ('v', 'm') THEN 'view' WHEN c.relkind = 'S' THEN 'sequence'
            WHEN c.relkind = 't' OR t.relkind = 't' THEN 'internal'
            WHEN c.relkind IN ('i', 'I') THEN 'index' ELSE 'other' END AS kind,
       coalesce(i.indrelid, o.refobjid, c.oid) AS home, h.inhparent AS parent,
       CASE WHEN k.oid IS NOT NULL THEN CAST('pg_constraint'::regclass AS oid) END AS same_class, k.oid AS same_oid,
       CAST(NULL AS oid) AS refers
FROM gone g
JOIN pg_class c ON g.class = 'pg_class'::regclass AND c.oid = g.oid
LEFT JOIN pg_attribute a ON a.attrelid = g.oid AND a.attnum = g.sub AND g.sub > 0
LEFT JOIN pg_index i ON i.indexrelid = c.oid
LEFT JOIN pg_class t ON t.oid = i.indrelid
LEFT JOIN pg_inherits h ON h.inhrelid = i.indexrelid
LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_depend o ON c.relkind = 'S' AND o.classid = 'pg_class'::regclass AND o.objid = c.oid AND o.objsubid = 0
    AND o.refclassid = 'pg_class'::regclass AND o.refobjsubid > 0 AND o.deptype IN ('a', 'i')
UNION ALL
SELECT g.class, g.oid, g.sub, CASE WHEN r.oid IS NULL THEN 'other' ELSE 'internal' END, r.oid, NULL,
       CASE WHEN r.oid IS NOT NULL THEN CAST('pg_class'::regclass AS oid) END, r.oid, NULL
FROM gone g
JOIN pg_type t ON g.class = 'pg_type'::regclass AND t.oid = g.oid
LEFT JOIN pg_type e ON e.typarray = t.oid
LEFT JOIN pg_class r ON r.oid = coalesce(nullif(t.typrelid, 0), e.typrelid)
UNION ALL
SELECT g.class, g.oid, g.sub,
       CASE WHEN k.contype = 't' OR k.contype IN ('c', 'n') AND NOT k.conislocal AND k.conrelid <> 0 THEN 'internal'
            WHEN k.contype = 'f' THEN 'foreign key' WHEN k.contype = 'n' THEN 'not null' ELSE 'constraint' END,
       nullif(k.conrelid, 0), nullif(k.conparentid, 0),
       CASE WHEN t.oid IS NOT NULL THEN CAST('pg_trigger'::regclass AS oid) END, t.oid,
       nullif(k.confrelid, 0)
FROM gone g
JOIN pg_constraint k ON g.class = 'pg_constraint'::regclass AND k.oid = g.oid
LEFT JOIN pg_trigger t ON k.contype = 't' AND t.tgconstraint = k.oid
UNION ALL
SELECT g.class, g.oid, g.sub, CASE WHEN t.tgisinternal THEN 'internal' ELSE 'trigger' END, t.tgrelid,
       o.refobjid, NULL, NULL, NULL
FROM gone g
JOIN pg_trigger t ON g.class = 'pg_trigger'::regclass AND t.oid = g.oid
LEFT JOIN pg_depend o ON o.classid = g.class AND o.objid = t.oid AND o.refclassid = g.class AND o.deptype = 'P'
UNION ALL
SELECT g.class, g.oid, g.sub, CASE WHEN r.rulename = '_RETURN' THEN 'internal' ELSE 'rule' END, r.ev_class, NULL,
       CASE WHEN r.rulename = '_RETURN' THEN CAST('pg_class'::regclass AS oid) END,
       CASE WHEN r.rulename = '_RETURN' THEN r.ev_class END, NULL
FROM gone g JOIN pg_rewrite r ON g.class = 'pg_rewrite'::regclass AND r.oid = g.oid
UNION ALL
SELECT g.class, g.oid, g.sub, 'policy', p.polrelid, NULL, NULL, NULL, NULL
FROM gone g JOIN pg_policy p ON g.class = 'pg_policy'::regclass AND p.oid = g.oid
UNION ALL
SELECT g.class, g.oid, g.sub, CASE WHEN a.attgenerated = '' THEN 'default' ELSE 'internal' END, d.adrelid, NULL,
       NULL, NULL, NULL
FROM gone g JOIN pg_attrdef d ON g.class = 'pg_attrdef'::regclass AND d.oid = g.oid
JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
UNION ALL
SELECT g.class, g.oid, g.sub, 'statistics', s.stxrelid, NULL, NULL, NULL, NULL
FROM gone g JOIN pg_statistic_ext s ON g.class = 'pg_statistic_ext'::regclass AND s.oid = g.oid
UNION ALL
SELECT g.class, g.oid, g.sub, CASE WHEN p.prokind = 'a' THEN 'other' ELSE 'function' END, NULL, NULL, NULL, NULL, NULL
FROM gone g JOIN pg_proc p ON g.class = 'pg_proc'::regclass AND p.oid = g.oid
UNION ALL
SELECT g.class, g.oid, g.sub, 'publication', r.prrelid, NULL, NULL, NULL, NULL
FROM gone g JOIN pg_publication_rel r ON g.class = 'pg_publication_rel'::regclass AND r.oid = g.oid
"""
_DESCRIBE = f"""{_GONE_OF}
SELECT pg_describe_object(g.class, g.oid, g.sub) FROM gone g ORDER BY 1
"""


@dataclass(frozen=True, kw_only=True)
class Lost:
    """One thing that a drop takes along."""

    key: Key
    kind: str
    home: int | None
    """The table or view that it belongs to; None for what stands by itself."""
    parent: int | None
    """What it comes and goes with, of a table that the home is a partition of."""
    refers: int | None = None
    """The table that a foreign key refers to."""


@dataclass(frozen=True, kw_only=True)
class Reach:
    """All that a drop takes along, and what depends on what among that."""

    lost: Mapping[Key, Lost]
    links: Mapping[Key, frozenset[Key]]
    """By what depends: what it depends on."""
    _same: Mapping[Key, Key] = field(default_factory=dict)

    def whole(self, key: Key) -> Key:
        """The thing itself, where it is only a part: of a view its rule, its columns and its type."""
        key = self._same.get(key, key)
        class_, oid, sub = key
        return (class_, oid, 0) if sub and (class_, oid, 0) in self.lost else key

    def goes_with_parent(self, lost: Lost) -> bool:
        """Whether it is the part that a partition has of something, and the whole of that is lost."""
        return lost.parent is not None and (lost.key[0], lost.parent, 0) in self.lost


def rehearse(connection: Connection, roots: Sequence[tuple[int, int]], drop: str) -> Reach:
    """Drop, and see what is gone; ``roots`` are relations, and a column's number or 0. Within a rehearsal.

    The server's refusal is not caught. Nothing is taken back: the caller does that, and then asks ``classify``.
    """
    places = {"oids": [oid for oid, _ in roots], "subs": [sub for _, sub in roots]}
    before = [tuple(row) for row in connection.execute(text(_REACH), places)]
    send(connection, [drop])
    lasting = {tuple(row) for row in connection.execute(text(_LASTING), _parameters(before))}
    return Reach(
        lost={key: Lost(key=key, kind="other", home=None, parent=None) for key in before if key not in lasting},
        links={},
    )


def classify(connection: Connection, reach: Reach) -> Reach:
    """Say what each thing is that would be lost. Everything is there again."""
    given = _parameters(list(reach.lost))
    lost = dict(reach.lost)
    same: dict[Key, Key] = {}
    for row in connection.execute(text(_CLASSIFY), given):
        key = _key(row[:3])
        lost[key] = Lost(key=key, kind=row.kind, home=row.home, parent=row.parent, refers=row.refers)
        if row.same_class is not None:
            same[key] = (row.same_class, row.same_oid, 0)
    told = Reach(lost=lost, links={}, _same=same)
    links = defaultdict(set)
    for row in connection.execute(text(_LINKS), given):
        one, other = told.whole(_key(row[:3])), told.whole(_key(row[3:]))
        if one != other:
            links[one].add(other)
    return Reach(lost=lost, links={key: frozenset(on) for key, on in links.items()}, _same=same)


def describe(connection: Connection, keys: Sequence[Key]) -> list[str]:
    """These things, in the server's words."""
    return [str(row[0]) for row in connection.execute(text(_DESCRIBE), _parameters(keys))]


def _parameters(keys: Sequence[Any]) -> dict[str, list[int]]:
    return {
        "classes": [key[0] for key in keys],
        "oids": [key[1] for key in keys],
        "subs": [key[2] for key in keys],
    }


def _key(values: Sequence[Any]) -> Key:
    class_, oid, sub = values
    return class_, oid, sub
