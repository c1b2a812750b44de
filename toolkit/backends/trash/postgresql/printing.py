"""The statements that make an object again as it is, and the one that drops it: one query for each kind.

Each gives ``oid``, ``name``, ``told`` (the name for people), ``make`` (statements in order) and ``removal``, and takes
``:oids``. They are asked in a session that prints every name with its schema.
"""

# ruff: noqa: S608  the texts are put together of names that are quoted, and of what the server printed

from __future__ import annotations

from collections.abc import Mapping


def _grants(acl: str, target: str, owner: str) -> str:
    """Rights as they are: nothing where nobody ever granted or revoked any."""
    return f"""CASE WHEN {acl} IS NULL THEN CAST('{{}}' AS text[]) ELSE
    ARRAY['REVOKE ALL ON ' || {target} || ' FROM PUBLIC, ' || quote_ident(pg_get_userbyid({owner}))] || ARRAY(
        SELECT 'GRANT ' || string_agg(x.privilege_type, ', ' ORDER BY x.privilege_type) || ' ON ' || {target} || ' TO '
            || CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END
            || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
        FROM aclexplode({acl}) WITH ORDINALITY x (grantor, grantee, privilege_type, is_grantable, place)
        GROUP BY x.grantee, x.is_grantable ORDER BY min(x.place)) END"""


def _comment(target: str, oid: str, catalog: str) -> str:
    return f"'COMMENT ON ' || {target} || ' IS ' || quote_literal(obj_description({oid}, '{catalog}'))"


def _options(options: str, prefix: str = "") -> str:
    return f"""(SELECT string_agg('{prefix}' || quote_ident(split_part(w.o, '=', 1)) || ' = '
        || quote_literal(substr(w.o, strpos(w.o, '=') + 1)), ', ') FROM unnest({options}) w (o))"""


_SWITCHED = "CASE {enabled} WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' END"

_VIEWS = f"""
SELECT c.oid, c.relname::text AS name, 'View ' || c.oid::regclass AS told,
       array_remove(ARRAY[
           'CREATE ' || w.word || ' ' || c.oid::regclass
               || CASE WHEN m.amname <> 'heap' THEN ' USING ' || quote_ident(m.amname) ELSE '' END
               || coalesce(' WITH (' || nullif(concat_ws(', ', {_options("c.reloptions")},
                                                         {_options("t.reloptions", "toast.")}), '') || ')', '')
               || coalesce(' TABLESPACE ' || quote_ident(s.spcname), '')
               || ' AS ' || rtrim(pg_get_viewdef(c.oid), ';')
               || CASE WHEN c.relkind = 'v' THEN '' WHEN c.relispopulated THEN ' WITH DATA' ELSE ' WITH NO DATA' END,
           'ALTER ' || w.word || ' ' || c.oid::regclass || ' OWNER TO ' || quote_ident(pg_get_userbyid(c.relowner)),
           {_comment("w.word || ' ' || c.oid::regclass", "c.oid", "pg_class")}
       ], NULL) || {_grants("c.relacl", "c.oid::regclass", "c.relowner")} || ARRAY(
           SELECT u.statement FROM pg_attribute a
           JOIN pg_type y ON y.oid = a.atttypid
           CROSS JOIN LATERAL (SELECT 'ALTER ' || w.word || ' ' || c.oid::regclass || ' ALTER COLUMN '
                               || quote_ident(a.attname) || ' ') l (words)
           CROSS JOIN LATERAL (VALUES
               (1, 'COMMENT ON COLUMN ' || c.oid::regclass || '.' || quote_ident(a.attname) || ' IS '
                   || quote_literal(col_description(c.oid, a.attnum))),
               (2, CASE WHEN a.attstattarget >= 0 AND c.relkind = 'm' THEN l.words || 'SET STATISTICS '
                   || a.attstattarget END),
               (3, l.words || 'SET (' || {_options("a.attoptions")} || ')'),
               (4, CASE WHEN c.relkind = 'm' AND a.attstorage <> y.typstorage THEN l.words || 'SET STORAGE '
                   || CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN'
                      ELSE 'EXTENDED' END END),
               (5, CASE to_jsonb(a) ->> 'attcompression' WHEN 'p' THEN l.words || 'SET COMPRESSION pglz'
                   WHEN 'l' THEN l.words || 'SET COMPRESSION lz4' END)
           ) u (place, statement)
           WHERE a.attrelid = c.oid AND a.attnum > 0 AND u.statement IS NOT NULL ORDER BY a.attnum, u.place
       ) || ARRAY(
           SELECT 'GRANT ' || x.privilege_type || ' (' || quote_ident(a.attname) || ') ON ' || c.oid::regclass || ' TO '
               || CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END
               || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
           FROM pg_attribute a CROSS JOIN aclexplode(a.attacl) x WHERE a.attrelid = c.oid ORDER BY a.attnum, x.grantee
       ) AS make,
       'DROP ' || w.word || ' IF EXISTS ' || c.oid::regclass AS removal
FROM pg_class c
CROSS JOIN LATERAL (SELECT CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END) w (word)
LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
LEFT JOIN pg_am m ON m.oid = c.relam
LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
WHERE c.oid = ANY (CAST(:oids AS oid[]))
"""
# What happens to an index after it was made, whether a constraint stands before it or not.
_INDEX_MARKS = f"""array_remove(ARRAY[
           'ALTER INDEX ' || c.oid::regclass || ' SET TABLESPACE ' || quote_ident(s.spcname),
           {_comment("'INDEX ' || c.oid::regclass", "c.oid", "pg_class")},
           CASE WHEN i.indisclustered THEN 'ALTER ' || w.word || ' ' || i.indrelid::regclass || ' CLUSTER ON '
               || quote_ident(c.relname) END,
           CASE WHEN i.indisreplident THEN 'ALTER TABLE ' || i.indrelid::regclass || ' REPLICA IDENTITY USING INDEX '
               || quote_ident(c.relname) END
       ], NULL) || ARRAY(
           SELECT 'ALTER INDEX ' || c.oid::regclass || ' ALTER COLUMN ' || a.attnum || ' SET STATISTICS '
               || a.attstattarget
           FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attstattarget >= 0 ORDER BY a.attnum
       )"""
_INDEX_FROM = """
LEFT JOIN pg_class h ON h.oid = i.indrelid
LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
CROSS JOIN LATERAL (SELECT CASE h.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END) w (word)
"""
_KEYS = """ARRAY(SELECT pg_get_indexdef(i.indexrelid, n, false) FROM generate_series(1, i.indnkeyatts) n ORDER BY n)
       AS keys, pg_get_expr(i.indpred, i.indrelid) AS predicate,
       coalesce(CAST(to_jsonb(i) ->> 'indnullsnotdistinct' AS boolean), false) AS nulls_are_equal"""
# The index of a partitioned table is printed as one of it ONLY, since those of its partitions are printed, too.
_INDEXES = f"""
SELECT c.oid, c.relname::text AS name, 'Index ' || c.oid::regclass AS told,
       ARRAY[CASE WHEN c.relkind = 'I' THEN regexp_replace(pg_get_indexdef(c.oid), ' ON ONLY ', ' ON ')
             ELSE pg_get_indexdef(c.oid) END] || {_INDEX_MARKS} AS make,
       'DROP INDEX IF EXISTS ' || c.oid::regclass AS removal, i.indisunique AS is_unique, {_KEYS}
FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid {_INDEX_FROM}
WHERE c.oid = ANY (CAST(:oids AS oid[]))
"""
_CONSTRAINTS = f"""
SELECT k.oid, k.conname::text AS name,
       'Constraint ' || quote_ident(k.conname) || ' of ' || coalesce(nullif(k.conrelid, 0)::regclass::text,
                                                                     k.contypid::regtype::text) AS told,
       ARRAY[o.words || ' ADD CONSTRAINT ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid)]
       || array_remove(ARRAY[
           'COMMENT ON CONSTRAINT ' || quote_ident(k.conname) || ' ON '
               || CASE WHEN k.conrelid = 0 THEN 'DOMAIN ' || k.contypid::regtype ELSE k.conrelid::regclass::text END
               || ' IS ' || quote_literal(obj_description(k.oid, 'pg_constraint')),
           'ALTER INDEX ' || c.oid::regclass || ' SET (' || {_options("c.reloptions")} || ')'
       ], NULL) || CASE WHEN c.oid IS NULL THEN CAST('{{}}' AS text[]) ELSE {_INDEX_MARKS} END AS make,
       o.words || ' DROP CONSTRAINT IF EXISTS ' || quote_ident(k.conname) AS removal,
       k.contype::text AS type, coalesce(CAST(to_jsonb(k) ->> 'conperiod' AS boolean), false) AS is_period,
       CASE WHEN k.contype = 'c' THEN pg_get_expr(k.conbin, k.conrelid) END AS expression,
       k.convalidated AS is_validated, {_KEYS}
FROM pg_constraint k
LEFT JOIN pg_class r ON r.oid = k.conrelid
LEFT JOIN pg_class c ON c.oid = k.conindid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_index i ON i.indexrelid = c.oid {_INDEX_FROM}
CROSS JOIN LATERAL (SELECT CASE WHEN k.conrelid = 0 THEN 'ALTER DOMAIN ' || k.contypid::regtype
    WHEN r.relkind = 'f' THEN 'ALTER FOREIGN TABLE ' || k.conrelid::regclass
    ELSE 'ALTER TABLE ' || k.conrelid::regclass END) o (words)
WHERE k.oid = ANY (CAST(:oids AS oid[]))
"""
# The name of the table that is referred to may be another one when the key comes back: it is told apart.
_FOREIGN_KEYS = """
SELECT k.oid, k.conname::text AS name,
       'Foreign key ' || quote_ident(k.conname) || ' of ' || k.conrelid::regclass AS told,
       array_remove(ARRAY[
           'COMMENT ON CONSTRAINT ' || quote_ident(k.conname) || ' ON ' || k.conrelid::regclass || ' IS '
               || quote_literal(obj_description(k.oid, 'pg_constraint'))
       ], NULL) AS make,
       'ALTER TABLE ' || k.conrelid::regclass || ' DROP CONSTRAINT IF EXISTS ' || quote_ident(k.conname) AS removal,
       k.confrelid AS referred_oid, k.confrelid::regclass::text AS referred_name,
       ARRAY[n.nspname::text, f.relname::text] AS referred,
       pg_get_constraintdef(k.oid) AS definition, k.convalidated AS is_validated, k.confmatchtype = 'f' AS is_full,
       coalesce(CAST(to_jsonb(k) ->> 'conperiod' AS boolean), false) AS is_period,
       coalesce(CAST(to_jsonb(k) ->> 'conenforced' AS boolean), true) AS is_enforced,
       ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u (number, place)
             JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.number ORDER BY u.place) AS columns,
       ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u (number, place)
             JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.number ORDER BY u.place)
             AS referred_columns
FROM pg_constraint k
JOIN pg_class r ON r.oid = k.conrelid
JOIN pg_class f ON f.oid = k.confrelid
JOIN pg_namespace n ON n.oid = f.relnamespace
WHERE k.oid = ANY (CAST(:oids AS oid[]))
"""
_TRIGGERS = f"""
SELECT t.oid, t.tgname::text AS name, 'Trigger ' || quote_ident(t.tgname) || ' of ' || t.tgrelid::regclass AS told,
       array_remove(ARRAY[
           pg_get_triggerdef(t.oid),
           'ALTER TABLE ' || t.tgrelid::regclass || ' ' || {_SWITCHED.format(enabled="t.tgenabled")} || ' TRIGGER '
               || quote_ident(t.tgname),
           {_comment("'TRIGGER ' || quote_ident(t.tgname) || ' ON ' || t.tgrelid::regclass", "t.oid", "pg_trigger")}
       ], NULL) AS make,
       'DROP TRIGGER IF EXISTS ' || quote_ident(t.tgname) || ' ON ' || t.tgrelid::regclass AS removal
FROM pg_trigger t WHERE t.oid = ANY (CAST(:oids AS oid[]))
"""
_RULES = f"""
SELECT r.oid, r.rulename::text AS name, 'Rule ' || quote_ident(r.rulename) || ' of ' || r.ev_class::regclass AS told,
       array_remove(ARRAY[
           rtrim(pg_get_ruledef(r.oid), ';'),
           'ALTER TABLE ' || r.ev_class::regclass || ' ' || {_SWITCHED.format(enabled="r.ev_enabled")} || ' RULE '
               || quote_ident(r.rulename),
           {_comment("'RULE ' || quote_ident(r.rulename) || ' ON ' || r.ev_class::regclass", "r.oid", "pg_rewrite")}
       ], NULL) AS make,
       'DROP RULE IF EXISTS ' || quote_ident(r.rulename) || ' ON ' || r.ev_class::regclass AS removal
FROM pg_rewrite r WHERE r.oid = ANY (CAST(:oids AS oid[]))
"""
_POLICIES = f"""
SELECT p.oid, p.polname::text AS name, 'Policy ' || quote_ident(p.polname) || ' of ' || p.polrelid::regclass AS told,
       array_remove(ARRAY[
           'CREATE POLICY ' || quote_ident(p.polname) || ' ON ' || p.polrelid::regclass
               || CASE WHEN p.polpermissive THEN '' ELSE ' AS RESTRICTIVE' END
               || ' FOR ' || CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                                           WHEN 'd' THEN 'DELETE' ELSE 'ALL' END
               || ' TO ' || array_to_string(ARRAY(SELECT CASE u.role WHEN 0 THEN 'PUBLIC'
                       ELSE quote_ident(pg_get_userbyid(u.role)) END FROM unnest(p.polroles) u (role)), ', ')
               || coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
               || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', ''),
           {_comment("'POLICY ' || quote_ident(p.polname) || ' ON ' || p.polrelid::regclass", "p.oid", "pg_policy")}
       ], NULL) AS make,
       'DROP POLICY IF EXISTS ' || quote_ident(p.polname) || ' ON ' || p.polrelid::regclass AS removal
FROM pg_policy p WHERE p.oid = ANY (CAST(:oids AS oid[]))
"""
_DEFAULTS = """
SELECT d.oid, a.attname::text AS name, 'Default of ' || d.adrelid::regclass || '.' || quote_ident(a.attname) AS told,
       ARRAY[w.words || ' SET DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)] AS make,
       w.words || ' DROP DEFAULT' AS removal
FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
CROSS JOIN LATERAL (
    SELECT 'ALTER TABLE ' || d.adrelid::regclass || ' ALTER COLUMN ' || quote_ident(a.attname)
) w (words)
WHERE d.oid = ANY (CAST(:oids AS oid[]))
"""
_STATISTICS = f"""
SELECT x.oid, x.stxname::text AS name, 'Statistics ' || n.written AS told,
       array_remove(ARRAY[
           pg_get_statisticsobjdef(x.oid),
           'ALTER STATISTICS ' || n.written || ' OWNER TO ' || quote_ident(pg_get_userbyid(x.stxowner)),
           'ALTER STATISTICS ' || n.written || ' SET STATISTICS '
               || nullif(CAST(to_jsonb(x) ->> 'stxstattarget' AS int), -1),
           {_comment("'STATISTICS ' || n.written", "x.oid", "pg_statistic_ext")}
       ], NULL) AS make,
       'DROP STATISTICS IF EXISTS ' || n.written AS removal
FROM pg_statistic_ext x
CROSS JOIN LATERAL (SELECT x.stxnamespace::regnamespace || '.' || quote_ident(x.stxname)) n (written)
WHERE x.oid = ANY (CAST(:oids AS oid[]))
"""
_FUNCTIONS = f"""
SELECT p.oid, p.proname::text AS name, 'Function ' || p.oid::regprocedure AS told,
       array_remove(ARRAY[
           rtrim(pg_get_functiondef(p.oid), E'\\n'),
           'ALTER ROUTINE ' || p.oid::regprocedure || ' OWNER TO ' || quote_ident(pg_get_userbyid(p.proowner)),
           {_comment("'ROUTINE ' || p.oid::regprocedure", "p.oid", "pg_proc")}
       ], NULL) || {_grants("p.proacl", "'ROUTINE ' || p.oid::regprocedure", "p.proowner")} AS make,
       'DROP ROUTINE IF EXISTS ' || p.oid::regprocedure AS removal
FROM pg_proc p WHERE p.oid = ANY (CAST(:oids AS oid[]))
"""

QUERIES: Mapping[str, str] = {
    "view": _VIEWS,
    "index": _INDEXES,
    "constraint": _CONSTRAINTS,
    "foreign key": _FOREIGN_KEYS,
    "trigger": _TRIGGERS,
    "rule": _RULES,
    "policy": _POLICIES,
    "default": _DEFAULTS,
    "statistics": _STATISTICS,
    "function": _FUNCTIONS,
}
"""By kind."""
