"""Definitions of PostgreSQL, for the statements that run outside of transactions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.sql.novelty import Novelty
from toolkit.backends.sql.values import ColumnMade, Name, PartMade

# A name without a schema is looked for on the search path.
_WANTED = """
WITH wanted AS (
    SELECT w.name, w.schema FROM ROWS FROM (unnest(CAST(:names AS text[])), unnest(CAST(:schemas AS text[])))
        AS w (name, schema)
), spaces AS (
    SELECT n.oid, n.nspname::text AS name, n.nspname = ANY (current_schemas(true)) AS is_near FROM pg_namespace n
)
"""
_IS_WANTED = """EXISTS (SELECT FROM wanted w WHERE w.name = {name}
        AND CASE WHEN w.schema = '' THEN s.is_near ELSE w.schema = s.name END)"""
_IS_NAMED = "EXISTS (SELECT FROM wanted w WHERE w.name = {name})"

# An index that is built anew is another one under the same name; what is clustered anew lies in another file.
_RELATIONS = f"""
SELECT 'relation ' || s.name || '.' || c.relname AS key, concat_ws(' ', c.oid, c.relkind, c.relfilenode,
    c.reltablespace, c.relpersistence, c.reloptions, pg_get_userbyid(c.relowner), c.relacl, c.relreplident,
    c.relrowsecurity, c.relforcerowsecurity, c.relispartition, pg_get_expr(c.relpartbound, c.oid),
    pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisready, i.indisclustered,
    CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END, CAST(to_jsonb(q) AS text),
    (SELECT string_agg(concat_ws(' ', a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
        a.attidentity, a.attgenerated, a.attcollation, a.attstorage, a.attstattarget, a.attoptions, a.attacl,
        pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum)), ', ' ORDER BY a.attnum)
     FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
    (SELECT string_agg(concat_ws(' ', k.conname, pg_get_constraintdef(k.oid)), ', ' ORDER BY k.oid)
     FROM pg_constraint k WHERE k.conrelid = c.oid),
    (SELECT string_agg(concat_ws(' ', x.indexrelid, pg_get_indexdef(x.indexrelid), x.indisvalid, x.indisready,
        y.relfilenode), ', ' ORDER BY x.indexrelid)
     FROM pg_index x JOIN pg_class y ON y.oid = x.indexrelid WHERE x.indrelid = c.oid),
    (SELECT string_agg(CAST(to_jsonb(h) AS text), ', ' ORDER BY h.inhparent, h.inhrelid)
     FROM pg_inherits h WHERE c.oid IN (h.inhrelid, h.inhparent)),
    (SELECT string_agg(concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled), ', ' ORDER BY t.oid)
     FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal),
    (SELECT string_agg(concat_ws(' ', pg_get_ruledef(r.oid), r.ev_enabled), ', ' ORDER BY r.oid)
     FROM pg_rewrite r WHERE r.ev_class = c.oid),
    (SELECT string_agg(CAST(to_jsonb(p) AS text), ', ' ORDER BY p.oid) FROM pg_policy p WHERE p.polrelid = c.oid),
    obj_description(c.oid, 'pg_class')) AS told
FROM pg_class c
JOIN spaces s ON s.oid = c.relnamespace
LEFT JOIN pg_index i ON i.indexrelid = c.oid
LEFT JOIN pg_sequence q ON q.seqrelid = c.oid
WHERE {_IS_WANTED.format(name="c.relname")}
"""
_IN_SCHEMAS = f"""
SELECT 'type ' || s.name || '.' || t.typname, concat_ws(' ', t.oid, t.typtype, format_type(t.typbasetype, t.typtypmod),
    t.typnotnull, t.typdefault, pg_get_userbyid(t.typowner), t.typacl,
    ARRAY(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder),
    ARRAY(SELECT concat_ws(' ', k.conname, pg_get_constraintdef(k.oid)) FROM pg_constraint k
          WHERE k.contypid = t.oid ORDER BY k.oid), obj_description(t.oid, 'pg_type'))
FROM pg_type t JOIN spaces s ON s.oid = t.typnamespace
WHERE t.typtype IN ('e', 'd', 'r') AND {_IS_WANTED.format(name="t.typname")}
UNION ALL
SELECT 'function ' || p.oid::regprocedure, concat_ws(' ', p.oid, pg_get_userbyid(p.proowner), p.proacl,
    CASE WHEN p.prokind = 'a' THEN '' ELSE pg_get_functiondef(p.oid) END, obj_description(p.oid, 'pg_proc'))
FROM pg_proc p JOIN spaces s ON s.oid = p.pronamespace
WHERE {_IS_WANTED.format(name="p.proname")}
UNION ALL
SELECT 'constraint ' || k.conname || ' of ' || k.conrelid::regclass || ' ' || k.contypid::regtype,
    concat_ws(' ', k.oid, pg_get_constraintdef(k.oid), obj_description(k.oid, 'pg_constraint'))
FROM pg_constraint k JOIN spaces s ON s.oid = k.connamespace
WHERE {_IS_WANTED.format(name="k.conname")}
UNION ALL
SELECT 'trigger ' || t.tgname || ' of ' || t.tgrelid::regclass,
    concat_ws(' ', t.oid, t.tgenabled, pg_get_triggerdef(t.oid), obj_description(t.oid, 'pg_trigger'))
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN spaces s ON s.oid = c.relnamespace
WHERE NOT t.tgisinternal AND {_IS_WANTED.format(name="t.tgname")}
UNION ALL
SELECT 'statistics ' || s.name || '.' || x.stxname,
    concat_ws(' ', x.oid, pg_get_statisticsobjdef(x.oid), to_jsonb(x) ->> 'stxstattarget')
FROM pg_statistic_ext x JOIN spaces s ON s.oid = x.stxnamespace
WHERE {_IS_WANTED.format(name="x.stxname")}
"""
# Not every column of a subscription may be read by everybody.
_BY_THEMSELVES = f"""
SELECT 'schema ' || n.nspname,
    concat_ws(' ', n.oid, pg_get_userbyid(n.nspowner), n.nspacl, obj_description(n.oid, 'pg_namespace'))
FROM pg_namespace n WHERE {_IS_NAMED.format(name="n.nspname")}
UNION ALL
SELECT 'database ' || d.datname, concat_ws(' ', d.oid, pg_get_userbyid(d.datdba), d.encoding, d.datcollate, d.datctype,
    d.datistemplate, d.datallowconn, d.datconnlimit, d.dattablespace, d.datacl,
    ARRAY(SELECT r.setconfig::text FROM pg_db_role_setting r WHERE r.setdatabase = d.oid ORDER BY r.setrole))
FROM pg_database d WHERE {_IS_NAMED.format(name="d.datname")}
UNION ALL
SELECT 'tablespace ' || t.spcname, concat_ws(' ', t.oid, pg_get_userbyid(t.spcowner), t.spcacl, t.spcoptions)
FROM pg_tablespace t WHERE {_IS_NAMED.format(name="t.spcname")}
UNION ALL
SELECT 'extension ' || x.extname, concat_ws(' ', x.oid, x.extversion, x.extnamespace)
FROM pg_extension x WHERE {_IS_NAMED.format(name="x.extname")}
UNION ALL
SELECT 'publication ' || p.pubname, concat_ws(' ', CAST(to_jsonb(p) AS text),
    ARRAY(SELECT r.prrelid FROM pg_publication_rel r WHERE r.prpubid = p.oid ORDER BY r.prrelid))
FROM pg_publication p WHERE {_IS_NAMED.format(name="p.pubname")}
UNION ALL
SELECT 'subscription ' || u.subname, concat_ws(' ', u.subenabled, u.subslotname, u.subpublications,
    ARRAY(SELECT r.srrelid FROM pg_subscription_rel r ORDER BY r.srsubid, r.srrelid))
FROM pg_subscription u JOIN pg_database d ON d.oid = u.subdbid AND d.datname = current_database()
WHERE {_IS_NAMED.format(name="u.subname")}
"""
_DEFINITIONS = f"{_WANTED}{_RELATIONS}UNION ALL{_IN_SCHEMAS}UNION ALL{_BY_THEMSELVES}"

# https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY : INVALID, under its name.
# https://www.postgresql.org/docs/current/sql-reindex.html#SQL-REINDEX-CONCURRENTLY : INVALID, under the index's name
# and _ccnew or _ccold; those of a table's TOAST table, too. What another session is building now is none of ours.
_INVALID = f"""{_WANTED}
, named AS (
    SELECT c.oid, c.reltoastrelid FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace
    WHERE {_IS_WANTED.format(name="c.relname")}
), tables AS (
    SELECT oid FROM named
    UNION SELECT reltoastrelid FROM named
    UNION SELECT i.indrelid FROM pg_index i JOIN named n ON n.oid = i.indexrelid
)
SELECT 'DROP INDEX CONCURRENTLY ' || quote_ident(s.nspname) || '.' || quote_ident(c.relname) AS statement
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_namespace s ON s.oid = c.relnamespace
WHERE NOT i.indisvalid AND c.relkind = 'i'
  AND (i.indexrelid IN (SELECT oid FROM named)
       OR c.relname ~ '_cc(new|old)[0-9]*$' AND i.indrelid IN (SELECT oid FROM tables))
  AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p
                  WHERE p.index_relid = i.indexrelid AND p.pid <> pg_backend_pid())
ORDER BY c.oid
"""
# https://www.postgresql.org/docs/current/sql-altertable.html : DETACH PARTITION ... FINALIZE, from 14 on.
_HALF_DETACHED = f"""{_WANTED}
SELECT 'ALTER TABLE ' || quote_ident(t.nspname) || '.' || quote_ident(p.relname) || ' DETACH PARTITION '
       || quote_ident(s.name) || '.' || quote_ident(c.relname) || ' FINALIZE' AS statement
FROM pg_inherits h
JOIN pg_class c ON c.oid = h.inhrelid
JOIN spaces s ON s.oid = c.relnamespace
JOIN pg_class p ON p.oid = h.inhparent
JOIN pg_namespace t ON t.oid = p.relnamespace
WHERE CAST(to_jsonb(h) ->> 'inhdetachpending' AS boolean) AND {_IS_WANTED.format(name="c.relname")}
ORDER BY c.oid
"""
# https://www.postgresql.org/docs/current/catalog-pg-database.html : a drop of it was interrupted.
_HALF_DROPPED = f"""{_WANTED}
SELECT 'DROP DATABASE ' || quote_ident(d.datname) AS statement
FROM pg_database d WHERE d.datconnlimit = -2 AND {_IS_NAMED.format(name="d.datname")}
ORDER BY d.oid
"""


# A name without a schema is looked for on the search path.
_HAS = """
SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = :name
  AND CASE WHEN CAST(:schema AS text) IS NULL THEN pg_table_is_visible(c.oid) ELSE n.nspname = :schema END
  AND (CAST(:column AS text) IS NULL OR EXISTS (SELECT FROM pg_attribute a
       WHERE a.attrelid = c.oid AND a.attname = :column AND NOT a.attisdropped))
"""


class PostgreSQLDefinitions:
    """PostgreSQL, and servers that speak as it does."""

    def read(self, connection: Connection, names: Collection[Name]) -> Mapping[str, str]:
        if not names:
            return {}
        return {row.key: row.told for row in connection.execute(text(_DEFINITIONS), _given(names))}

    def read_tables(self, connection: Connection, tables: Collection[Name]) -> Mapping[str, str]:
        return self.read(connection, tables)

    def has(self, connection: Connection, thing: Novelty) -> bool:
        name = thing.name if isinstance(thing, PartMade) else thing.table.name
        column = thing.column if isinstance(thing, ColumnMade) else None
        wanted = {"schema": thing.table.schema, "name": name, "column": column}
        return connection.execute(text(_HAS), wanted).first() is not None

    def leftovers(self, connection: Connection, names: Collection[Name]) -> Sequence[str]:
        return leftovers(connection, names)


def leftovers(connection: Connection, names: Collection[Name]) -> tuple[str, ...]:
    """Statements that clear what a killed statement left of these, each to be sent outside of a transaction."""
    if not names:
        return ()
    questions = (_HALF_DETACHED, _INVALID, _HALF_DROPPED)
    return tuple(row.statement for question in questions for row in connection.execute(text(question), _given(names)))


def _given(names: Collection[Name]) -> dict[str, list[str]]:
    ordered = sorted((name.name, name.schema or "") for name in names)
    return {"names": [name for name, _ in ordered], "schemas": [schema for _, schema in ordered]}
