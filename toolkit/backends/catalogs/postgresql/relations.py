"""Tables, views and materialised views as rows, and what belongs to them without being a member."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from toolkit.backends.catalogs.postgresql.arrays import settled
from toolkit.backends.catalogs.postgresql.columns import statistics_of, storage_of
from toolkit.backends.catalogs.postgresql.indexes import pairs
from toolkit.backends.catalogs.postgresql.session import Session

Pairs = Sequence[tuple[str, str]]

_RELATIONS = """
SELECT c.oid, c.relnamespace AS namespace, c.relname::text AS name, c.relkind::text AS kind,
       c.relpersistence::text AS persistence, c.relrowsecurity AS row_security,
       c.relforcerowsecurity AS forced_security, c.relreplident::text AS replica_identity,
       c.relispopulated AS is_populated, c.reloptions AS options,
       o.reloptions AS toast_options, s.spcname::text AS tablespace, w.amname::text AS method,
       CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END AS of_type,
       CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
       CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS partition_bound,
       CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS definition,
       ARRAY(SELECT p.inhparent::regclass::text FROM pg_inherits p WHERE p.inhrelid = c.oid ORDER BY p.inhseqno)
           AS parents,
       v.srvname::text AS server, f.ftoptions AS foreign_options, m.description AS comment
FROM pg_class c
LEFT JOIN pg_class o ON o.oid = c.reltoastrelid
LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
LEFT JOIN pg_am w ON w.oid = c.relam
LEFT JOIN pg_foreign_table f ON f.ftrelid = c.oid
LEFT JOIN pg_foreign_server v ON v.oid = f.ftserver
LEFT JOIN pg_description m ON m.objoid = c.oid AND m.classoid = 'pg_class'::regclass AND m.objsubid = 0
WHERE c.relnamespace = ANY (CAST(:schemas AS oid[])) AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
  AND c.relpersistence <> 't' AND NOT EXISTS (
    SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
ORDER BY c.relname
"""
_POLICIES = """
SELECT p.polrelid AS relation, 'policy ' || p.polname AS name, m.description AS comment,
       concat_ws(' ', CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
           CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
               ELSE 'ALL' END,
           'TO ' || array_to_string(ARRAY(SELECT CASE u.role WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(u.role)::text END
               FROM unnest(p.polroles) u(role) ORDER BY 1), ', '),
           'USING (' || pg_get_expr(p.polqual, p.polrelid) || ')',
           'WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')') AS definition
FROM pg_policy p
JOIN pg_class c ON c.oid = p.polrelid
LEFT JOIN pg_description m ON m.objoid = p.oid AND m.classoid = 'pg_policy'::regclass AND m.objsubid = 0
WHERE c.relnamespace = ANY (CAST(:schemas AS oid[]))
"""
_RULES = """
SELECT r.ev_class AS relation, 'rule ' || r.rulename AS name, m.description AS comment,
       pg_get_ruledef(r.oid, true) || CASE r.ev_enabled WHEN 'O' THEN '' WHEN 'D' THEN ' DISABLED'
           WHEN 'A' THEN ' ALWAYS' ELSE ' REPLICA' END AS definition
FROM pg_rewrite r
JOIN pg_class c ON c.oid = r.ev_class
LEFT JOIN pg_description m ON m.objoid = r.oid AND m.classoid = 'pg_rewrite'::regclass AND m.objsubid = 0
WHERE c.relnamespace = ANY (CAST(:schemas AS oid[])) AND r.rulename <> '_RETURN'
"""
_STATISTICS = """
SELECT x.stxrelid AS relation, 'statistics ' || x.stxname AS name, m.description AS comment,
       substr(pg_get_statisticsobjdef(x.oid),
              length('CREATE STATISTICS ' || quote_ident(n.nspname) || '.' || quote_ident(x.stxname)) + 2)
           || coalesce(' STATISTICS ' || $target, '') AS definition
FROM pg_statistic_ext x
JOIN pg_class c ON c.oid = x.stxrelid
JOIN pg_namespace n ON n.oid = x.stxnamespace
LEFT JOIN pg_description m ON m.objoid = x.oid AND m.classoid = 'pg_statistic_ext'::regclass AND m.objsubid = 0
WHERE c.relnamespace = ANY (CAST(:schemas AS oid[]))
"""
_IDENTITIES = {"f": "FULL", "n": "NOTHING", "i": "USING INDEX"}


def read_relations(session: Session) -> Sequence[Row[Any]]:
    """Tables, partitioned and foreign ones too, views and materialised views."""
    return session.rows("Tables and views", _RELATIONS)


def read_attachments(session: Session) -> Mapping[int, Pairs]:
    """Policies, rules and extended statistics, each with its definition, by relation."""
    rows = [
        *session.rows("Row security policies", _POLICIES),
        *session.rows("Rules", _RULES),
        *session.rows("Extended statistics", _STATISTICS, target=(13, "nullif(x.stxstattarget, -1)", "NULL::int")),
    ]
    found = defaultdict(list)
    for row in rows:
        found[row.relation].append((row.name, settled(row.definition)))
        if row.comment:
            found[row.relation].append((f"comment on {row.name}", row.comment))
    return found


def options_of(
    row: Row[Any], marks: Pairs, attachments: Pairs, columns: Sequence[Row[Any]]
) -> tuple[tuple[str, str], ...]:
    """All that is set for a relation, as sorted pairs."""
    said = [*pairs(row.options), *((f"toast.{name}", value) for name, value in pairs(row.toast_options))]
    if row.replica_identity in _IDENTITIES and row.kind not in ("v", "f"):
        said.append(("replica identity", _IDENTITIES[row.replica_identity]))
    for name, value in (
        ("unlogged", "true" if row.persistence == "u" else None),
        ("row security", "true" if row.row_security else None),
        ("force row security", "true" if row.forced_security else None),
        ("tablespace", row.tablespace),
        ("access method", None if row.method == "heap" else row.method),
        ("of type", row.of_type),
        ("server", row.server),
        ("server options", ", ".join(sorted(row.foreign_options or ())) or None),
    ):
        said += [(name, value)] if value else []
    for column in columns:
        if column.foreign_options:
            said.append((f"server options of {column.name}", ", ".join(sorted(column.foreign_options))))
    return tuple(sorted([*said, *marks, *attachments]))


def column_options(columns: Sequence[Row[Any]]) -> Pairs:
    """What a view or a materialised view keeps of its columns besides their names and types."""
    said = []
    for row in columns:
        for word, value in (
            ("default of", row.expression),
            ("comment on", row.comment),
            ("collation of", row.collation),
            ("storage of", storage_of(row)),
            ("statistics of", statistics_of(row)),
        ):
            said += [(f"{word} {row.name}", value)] if value else []
    return said
