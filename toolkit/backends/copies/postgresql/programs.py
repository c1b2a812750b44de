"""Views, rules, triggers and policies. Each query gives stage, place within it, oid, name for people and statements."""

# ruff: noqa: S608  the texts are put together of names that are quoted, and of what the server printed

from __future__ import annotations

from toolkit.backends.copies.postgresql.phrases import IS_WANTED_RELATION, STORAGE, options, parts_of, switched

_WITH = f"""coalesce(' WITH (' || nullif(concat_ws(', ', {options("c.reloptions")},
    {options("o.reloptions", "toast.")}), '') || ')', '')"""
_MARKS = f"""ARRAY(
    SELECT 'ALTER ' || w.word || ' ' || c.oid::regclass || ' ALTER COLUMN ' || quote_ident(a.attname) || ' ' || u.words
    FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid
    LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
    CROSS JOIN LATERAL (VALUES
        (1, 'SET DEFAULT ' || pg_get_expr(f.adbin, f.adrelid)),
        (2, CASE WHEN c.relkind = 'm' AND a.attstorage <> y.typstorage
            THEN 'SET STORAGE ' || {STORAGE.format(storage="a.attstorage")} END),
        (3, CASE to_jsonb(a) ->> 'attcompression' WHEN 'p' THEN 'SET COMPRESSION pglz'
            WHEN 'l' THEN 'SET COMPRESSION lz4' END),
        (4, CASE WHEN c.relkind = 'm' THEN 'SET STATISTICS ' || nullif(a.attstattarget, -1) END),
        (5, 'SET (' || {options("a.attoptions")} || ')')
    ) u (place, words)
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND u.words IS NOT NULL ORDER BY a.attnum, u.place)"""
VIEWS = f"""
SELECT 13, 0, c.oid, lower(w.word) || ' ' || c.oid::regclass, ARRAY['CREATE ' || w.word || ' ' || c.oid::regclass
    || CASE WHEN m.amname <> 'heap' THEN ' USING ' || quote_ident(m.amname) ELSE '' END || {_WITH}
    || ' AS ' || rtrim(pg_get_viewdef(c.oid), ';') || CASE c.relkind WHEN 'm' THEN ' WITH NO DATA' ELSE '' END]
    || {_MARKS}
FROM pg_class c CROSS JOIN LATERAL (SELECT CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END) w (word)
LEFT JOIN pg_class o ON o.oid = c.reltoastrelid LEFT JOIN pg_am m ON m.oid = c.relam
WHERE c.relkind IN ('v', 'm') AND {IS_WANTED_RELATION}
"""
# One that was never filled cannot be read, nor refreshed CONCURRENTLY. Here there is nothing to fill it with.
CONTENTS = f"""
SELECT 18, 0, c.oid, 'state of materialized view ' || c.oid::regclass,
    ARRAY['REFRESH MATERIALIZED VIEW ' || c.oid::regclass]
FROM pg_class c WHERE c.relkind = 'm' AND c.relispopulated AND {IS_WANTED_RELATION}
"""
RULES = f"""
SELECT 15, 0, r.oid, 'rule ' || quote_ident(r.rulename) || ' of ' || c.oid::regclass, array_remove(ARRAY[
    rtrim(pg_get_ruledef(r.oid), ';'),
    'ALTER TABLE ' || c.oid::regclass || ' ' || {switched("r.ev_enabled")} || ' RULE '
        || quote_ident(r.rulename)], NULL)
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
WHERE r.rulename <> '_RETURN' AND {IS_WANTED_RELATION}
"""
# A partition's copy of a trigger is made with its original; it may fire otherwise.
TRIGGERS = f"""
SELECT 16, CASE WHEN t.parent = 0 THEN 0 ELSE 1 END, t.oid,
    'trigger ' || quote_ident(t.tgname) || ' of ' || c.oid::regclass, array_remove(ARRAY[
    CASE WHEN t.parent = 0 THEN pg_get_triggerdef(t.oid) END,
    'ALTER TABLE ' || CASE c.relkind WHEN 'p' THEN 'ONLY ' ELSE '' END || c.oid::regclass || ' '
        || coalesce({switched("t.tgenabled")}, CASE WHEN t.parent <> 0 AND q.tgenabled <> 'O' THEN 'ENABLE' END)
        || ' TRIGGER ' || quote_ident(t.tgname)], NULL)
FROM (SELECT g.*, CAST(coalesce(to_jsonb(g) ->> 'tgparentid', '0') AS oid) AS parent FROM pg_trigger g) t
JOIN pg_class c ON c.oid = t.tgrelid LEFT JOIN pg_trigger q ON q.oid = t.parent
WHERE CASE WHEN t.parent = 0 THEN NOT t.tgisinternal ELSE NOT q.tgisinternal AND q.tgenabled <> t.tgenabled END
  AND {IS_WANTED_RELATION}
"""
POLICIES = f"""
SELECT 17, 0, p.oid, 'policy ' || quote_ident(p.polname) || ' of ' || c.oid::regclass, ARRAY[
    'CREATE POLICY ' || quote_ident(p.polname) || ' ON ' || c.oid::regclass
    || CASE WHEN p.polpermissive THEN '' ELSE ' AS RESTRICTIVE' END
    || ' FOR ' || CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                                WHEN 'd' THEN 'DELETE' ELSE 'ALL' END
    || ' TO ' || array_to_string(ARRAY(SELECT CASE u.role WHEN 0 THEN 'PUBLIC'
            ELSE quote_ident(pg_get_userbyid(u.role)) END FROM unnest(p.polroles) u (role)), ', ')
    || coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
    || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')]
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE {IS_WANTED_RELATION}
"""
# Behind every view is a rule.
PARTS = (
    *parts_of("pg_rewrite", VIEWS, CONTENTS, RULES),
    *parts_of("pg_trigger", TRIGGERS),
    *parts_of("pg_policy", POLICIES),
)
