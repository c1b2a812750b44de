"""Sequences and tables. Each query gives stage, place within it, oid, name for people and statements."""

# ruff: noqa: S608  the texts are put together of names that are quoted, and of what the server printed

from __future__ import annotations

from toolkit.backends.copies.postgresql.phrases import (
    IS_WANTED_RELATION,
    STORAGE,
    foreign_options,
    options,
    parts_of,
    sequence_options,
)

SEQUENCES = f"""
SELECT 5, 0, c.oid, 'sequence ' || c.oid::regclass, ARRAY['CREATE ' || CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED '
    ELSE '' END || 'SEQUENCE ' || c.oid::regclass || ' AS ' || format_type(q.seqtypid, NULL) || ' '
    || {sequence_options("q")}]
FROM pg_sequence q JOIN pg_class c ON c.oid = q.seqrelid
WHERE {IS_WANTED_RELATION} AND NOT EXISTS (
    SELECT FROM pg_depend i WHERE i.classid = 'pg_class'::regclass AND i.objid = c.oid AND i.deptype = 'i')
"""
OWNERS = f"""
SELECT 7, 0, c.oid, 'owner of sequence ' || c.oid::regclass, ARRAY['ALTER SEQUENCE ' || c.oid::regclass || ' OWNED BY '
    || d.refobjid::regclass || '.' || quote_ident(a.attname)]
FROM pg_class c JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
    AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype = 'a'
JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE c.relkind = 'S' AND {IS_WANTED_RELATION}
"""
# From 18 on, NOT NULL is a constraint with a name; one that was never validated is added later.
_NOT_NULL = """CASE WHEN NOT a.attnotnull OR r.is_later THEN '' ELSE coalesce(r.words, ' NOT NULL') END"""
_REQUIRED = """
LEFT JOIN LATERAL (
    SELECT ' CONSTRAINT ' || quote_ident(k.conname) || ' NOT NULL'
               || CASE WHEN k.connoinherit THEN ' NO INHERIT' ELSE '' END AS words, NOT k.convalidated AS is_later
    FROM pg_constraint k WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND k.conkey = ARRAY[a.attnum]
) r ON true
"""
_IDENTITY = f"""coalesce((SELECT ' GENERATED ' || CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END
        || ' AS IDENTITY (SEQUENCE NAME ' || q.seqrelid::regclass || ' ' || {sequence_options("q")} || ')'
    FROM pg_depend d JOIN pg_sequence q ON q.seqrelid = d.objid
    WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid
      AND d.refobjsubid = a.attnum AND d.deptype = 'i' AND a.attidentity <> '' AND NOT c.relispartition), '')"""
_VALUE = """CASE a.attgenerated WHEN '' THEN coalesce(' DEFAULT ' || pg_get_expr(f.adbin, f.adrelid), '')
    ELSE ' GENERATED ALWAYS AS (' || pg_get_expr(f.adbin, f.adrelid) || ') '
        || CASE a.attgenerated WHEN 's' THEN 'STORED' ELSE 'VIRTUAL' END END"""
# A partition is made by itself and attached, as in a dump: it keeps the order of its columns. So is an heir that has
# declared all of its columns itself, as one does that was made so.
_IS_BORN_HEIR = """(NOT c.relispartition AND EXISTS (SELECT FROM pg_attribute b
    WHERE b.attrelid = c.oid AND b.attnum > 0 AND NOT b.attisdropped AND NOT b.attislocal))"""
_IS_PRINTED = "(a.attislocal OR c.relispartition)"
_IS_INHERITED = "(a.attinhcount > 0 AND NOT c.relispartition)"
_COLUMNS = f"""array_to_string(ARRAY(
    SELECT quote_ident(a.attname)
        || CASE WHEN c.reloftype <> 0 THEN ' WITH OPTIONS' ELSE ' ' || format_type(a.atttypid, a.atttypmod) END
        || coalesce(' OPTIONS (' || {foreign_options("a.attfdwoptions")} || ')', '')
        || CASE WHEN a.attcollation <> y.typcollation AND c.reloftype = 0 THEN ' COLLATE '
               || l.collnamespace::regnamespace || '.' || quote_ident(l.collname) ELSE '' END
        || {_VALUE} || {_IDENTITY} || {_NOT_NULL}
    FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid LEFT JOIN pg_collation l ON l.oid = a.attcollation
    LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum {_REQUIRED}
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND {_IS_PRINTED}
      AND (c.reloftype = 0 OR a.attnotnull OR f.oid IS NOT NULL)
    ORDER BY a.attnum), ', ')"""
_MARKS = f"""
    SELECT a.attnum, u.place, 'ALTER COLUMN ' || quote_ident(a.attname) || ' ' || u.words AS words
    FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
    LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum {_REQUIRED}
    CROSS JOIN LATERAL (VALUES
        (1, CASE WHEN {_IS_INHERITED} AND a.attgenerated = '' AND a.attidentity = ''
            THEN coalesce('SET DEFAULT ' || pg_get_expr(f.adbin, f.adrelid), 'DROP DEFAULT') END),
        (2, CASE WHEN NOT {_IS_PRINTED} AND a.attnotnull AND r.words IS NULL THEN 'SET NOT NULL' END),
        (3, CASE WHEN a.attstorage <> y.typstorage THEN 'SET STORAGE ' || {STORAGE.format(storage="a.attstorage")} END),
        (4, CASE to_jsonb(a) ->> 'attcompression' WHEN 'p' THEN 'SET COMPRESSION pglz'
            WHEN 'l' THEN 'SET COMPRESSION lz4' END),
        (5, 'SET STATISTICS ' || nullif(a.attstattarget, -1)),
        (6, 'SET (' || {options("a.attoptions")} || ')')
    ) u (place, words)
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND u.words IS NOT NULL"""
_WITH = f"""coalesce(' WITH (' || nullif(concat_ws(', ', {options("c.reloptions")},
    {options("o.reloptions", "toast.")}), '') || ')', '')"""
# OFFSET: or the planner would take the list of columns apart once for each place that it stands in.
TABLES = f"""
SELECT 6, 0, c.oid, 'table ' || c.oid::regclass, array_remove(ARRAY['CREATE '
    || CASE WHEN c.relkind = 'f' THEN 'FOREIGN '
        WHEN c.relpersistence = 'u' THEN 'UNLOGGED ' ELSE '' END || 'TABLE ' || c.oid::regclass
    || CASE WHEN c.reloftype = 0 THEN ' (' || p.columns || ')'
       ELSE ' OF ' || c.reloftype::regtype || coalesce(' (' || nullif(p.columns, '') || ')', '') END
    || coalesce(' INHERITS (' || nullif(array_to_string(ARRAY(
        SELECT i.inhparent::regclass::text FROM pg_inherits i WHERE i.inhrelid = c.oid AND {_IS_BORN_HEIR}
        ORDER BY i.inhseqno), ', '), '') || ')', '')
    || coalesce(' PARTITION BY ' || CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END, '')
    || CASE WHEN m.amname <> 'heap' AND c.relkind <> 'p' THEN ' USING ' || quote_ident(m.amname) ELSE '' END
    || coalesce(' SERVER ' || quote_ident(v.srvname)
        || coalesce(' OPTIONS (' || {foreign_options("g.ftoptions")} || ')', ''), '')
    || {_WITH},
    'ALTER ' || CASE c.relkind WHEN 'f' THEN 'FOREIGN ' ELSE '' END || 'TABLE ONLY ' || c.oid::regclass || ' '
        || nullif(concat_ws(', ', (SELECT string_agg(k.words, ', ' ORDER BY k.attnum, k.place) FROM ({_MARKS}) k),
            CASE WHEN c.relrowsecurity THEN 'ENABLE ROW LEVEL SECURITY' END,
            CASE WHEN c.relforcerowsecurity THEN 'FORCE ROW LEVEL SECURITY' END,
            CASE c.relreplident WHEN 'f' THEN 'REPLICA IDENTITY FULL' WHEN 'n' THEN
                CASE WHEN c.relkind <> 'f' THEN 'REPLICA IDENTITY NOTHING' END END), '')], NULL)
FROM pg_class c LEFT JOIN pg_class o ON o.oid = c.reltoastrelid LEFT JOIN pg_am m ON m.oid = c.relam
LEFT JOIN pg_foreign_table g ON g.ftrelid = c.oid LEFT JOIN pg_foreign_server v ON v.oid = g.ftserver
CROSS JOIN LATERAL (SELECT {_COLUMNS} OFFSET 0) p (columns)
WHERE c.relkind IN ('r', 'p', 'f') AND {IS_WANTED_RELATION}
"""
HEIRS = f"""
SELECT 9, 0, c.oid, 'inheritance of ' || c.oid::regclass, ARRAY(
    SELECT 'ALTER TABLE ' || c.oid::regclass || ' INHERIT ' || i.inhparent::regclass FROM pg_inherits i
    WHERE i.inhrelid = c.oid ORDER BY i.inhseqno)
FROM pg_class c
WHERE c.relkind IN ('r', 'f') AND NOT c.relispartition AND NOT {_IS_BORN_HEIR} AND {IS_WANTED_RELATION}
"""
# Before the indexes and keys: those of a partition are then taken over by the ones of its parent, under their names.
ATTACHMENTS = f"""
SELECT 9, 0, c.oid, 'partition ' || c.oid::regclass || ' of ' || i.inhparent::regclass,
    ARRAY['ALTER TABLE ONLY ' || i.inhparent::regclass || ' ATTACH PARTITION ' || c.oid::regclass || ' '
        || pg_get_expr(c.relpartbound, c.oid)]
FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid
WHERE c.relispartition AND c.relkind IN ('r', 'p', 'f') AND {IS_WANTED_RELATION}
"""
PARTS = parts_of("pg_class", SEQUENCES, TABLES, OWNERS, HEIRS, ATTACHMENTS)
