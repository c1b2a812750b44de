"""Operators and text search. Each query gives stage, place within it, oid, name for people and statements."""

# ruff: noqa: S608  the texts are put together of names that are quoted, and of what the server printed

from __future__ import annotations

from toolkit.backends.copies.postgresql.phrases import is_wanted, parts_of

# One that another has made as its commutator or negator has no function yet, and is made with its own definition.
OPERATORS = f"""
SELECT 4, 2, o.oid, 'operator ' || o.oid::regoperator, ARRAY['CREATE OPERATOR ' || o.oprnamespace::regnamespace || '.'
    || o.oprname || ' (' || concat_ws(', ', 'FUNCTION = ' || o.oprcode::regproc,
    CASE WHEN o.oprleft <> 0 THEN 'LEFTARG = ' || format_type(o.oprleft, NULL) END,
    CASE WHEN o.oprright <> 0 THEN 'RIGHTARG = ' || format_type(o.oprright, NULL) END,
    'COMMUTATOR = OPERATOR(' || c.oprnamespace::regnamespace || '.' || c.oprname || ')',
    'NEGATOR = OPERATOR(' || n.oprnamespace::regnamespace || '.' || n.oprname || ')',
    'RESTRICT = ' || nullif(o.oprrest::regproc::text, '-'), 'JOIN = ' || nullif(o.oprjoin::regproc::text, '-'),
    CASE WHEN o.oprcanhash THEN 'HASHES' END, CASE WHEN o.oprcanmerge THEN 'MERGES' END) || ')']
FROM pg_operator o LEFT JOIN pg_operator c ON c.oid = o.oprcom LEFT JOIN pg_operator n ON n.oid = o.oprnegate
WHERE o.oprcode <> 0 AND {is_wanted("pg_operator", "o.oid")}
"""
DICTIONARIES = f"""
SELECT 4, 3, d.oid, 'text search dictionary ' || n.name, ARRAY['CREATE TEXT SEARCH DICTIONARY ' || n.name
    || ' (TEMPLATE = ' || t.tmplnamespace::regnamespace || '.' || quote_ident(t.tmplname)
    || coalesce(', ' || d.dictinitoption, '') || ')']
FROM pg_ts_dict d JOIN pg_ts_template t ON t.oid = d.dicttemplate
CROSS JOIN LATERAL (SELECT d.dictnamespace::regnamespace || '.' || quote_ident(d.dictname)) n (name)
WHERE {is_wanted("pg_ts_dict", "d.oid")}
"""
CONFIGURATIONS = f"""
SELECT 4, 4, g.oid, 'text search configuration ' || n.name, ARRAY['CREATE TEXT SEARCH CONFIGURATION ' || n.name
        || ' (PARSER = ' || p.prsnamespace::regnamespace || '.' || quote_ident(p.prsname) || ')']
    || ARRAY(
        SELECT 'ALTER TEXT SEARCH CONFIGURATION ' || n.name || ' ADD MAPPING FOR ' || quote_ident(k.alias) || ' WITH '
            || string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno)
        FROM pg_ts_config_map m JOIN ts_token_type(g.cfgparser) k ON k.tokid = m.maptokentype
        WHERE m.mapcfg = g.oid GROUP BY k.tokid, k.alias ORDER BY k.tokid)
FROM pg_ts_config g JOIN pg_ts_parser p ON p.oid = g.cfgparser
CROSS JOIN LATERAL (SELECT g.cfgnamespace::regnamespace || '.' || quote_ident(g.cfgname)) n (name)
WHERE {is_wanted("pg_ts_config", "g.oid")}
"""
PARTS = (
    *parts_of("pg_operator", OPERATORS),
    *parts_of("pg_ts_dict", DICTIONARIES),
    *parts_of("pg_ts_config", CONFIGURATIONS),
)
