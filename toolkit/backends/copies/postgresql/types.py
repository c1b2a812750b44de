"""Schemas, collations and types. Each query gives stage, place within it, oid, name for people and statements."""

# ruff: noqa: S608  the texts are put together of names that are quoted, and of what the server printed

from __future__ import annotations

from toolkit.backends.copies.postgresql.phrases import foreign_options, is_wanted, parts_of

SCHEMAS = f"""
SELECT 0, 0, n.oid, 'schema ' || quote_ident(n.nspname), ARRAY['CREATE SCHEMA IF NOT EXISTS ' || quote_ident(n.nspname)]
FROM pg_namespace n
WHERE {is_wanted("pg_namespace", "n.oid")} AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
"""
# The columns for the locale have had several names.
COLLATIONS = f"""
SELECT 1, 0, l.oid, 'collation ' || n.name, ARRAY['CREATE COLLATION ' || n.name || ' (' || concat_ws(', ',
    CASE l.collprovider WHEN 'i' THEN 'PROVIDER = icu' WHEN 'b' THEN 'PROVIDER = builtin' ELSE 'PROVIDER = libc' END,
    CASE WHEN l.collprovider = 'c' THEN concat_ws(', ', 'LC_COLLATE = ' || quote_literal(l.collcollate),
        'LC_CTYPE = ' || quote_literal(l.collctype)) ELSE 'LOCALE = ' || quote_literal(coalesce(
        to_jsonb(l) ->> 'colllocale', to_jsonb(l) ->> 'colliculocale', to_jsonb(l) ->> 'collcollate')) END,
    'RULES = ' || quote_literal(to_jsonb(l) ->> 'collicurules'),
    CASE WHEN NOT l.collisdeterministic THEN 'DETERMINISTIC = false' END) || ')']
FROM pg_collation l CROSS JOIN LATERAL (
    SELECT l.collnamespace::regnamespace || '.' || quote_ident(l.collname)) n (name)
WHERE {is_wanted("pg_collation", "l.oid")}
"""
ENUMS = f"""
SELECT 2, 0, t.oid, 'type ' || t.oid::regtype, ARRAY['CREATE TYPE ' || t.oid::regtype || ' AS ENUM ('
    || array_to_string(ARRAY(SELECT quote_literal(e.enumlabel) FROM pg_enum e WHERE e.enumtypid = t.oid
                             ORDER BY e.enumsortorder), ', ') || ')']
FROM pg_type t WHERE t.typtype = 'e' AND {is_wanted("pg_type", "t.oid")}
"""
# The function that makes the values of a range canonical takes the type before it is made.
SHELLS = f"""
SELECT 2, 1, t.oid, 'type ' || t.oid::regtype, ARRAY['CREATE TYPE ' || t.oid::regtype]
FROM pg_type t JOIN pg_range r ON r.rngtypid = t.oid
WHERE r.rngcanonical <> 0 AND {is_wanted("pg_type", "t.oid")}
"""
COMPOSITES = f"""
SELECT 3, 0, t.oid, 'type ' || t.oid::regtype, ARRAY['CREATE TYPE ' || t.oid::regtype || ' AS ('
    || array_to_string(ARRAY(
        SELECT quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
            || CASE WHEN a.attcollation <> y.typcollation THEN ' COLLATE ' || l.collnamespace::regnamespace || '.'
                   || quote_ident(l.collname) ELSE '' END
        FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid LEFT JOIN pg_collation l ON l.oid = a.attcollation
        WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum), ', ') || ')']
FROM pg_type t JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
WHERE {is_wanted("pg_type", "t.oid")}
"""
# A constraint of a domain comes as the domain does: it is no object that anything else could need.
DOMAINS = f"""
SELECT 3, 0, t.oid, 'domain ' || t.oid::regtype,
    ARRAY['CREATE DOMAIN ' || t.oid::regtype || ' AS ' || format_type(t.typbasetype, t.typtypmod)
        || CASE WHEN t.typcollation <> b.typcollation THEN ' COLLATE ' || l.collnamespace::regnamespace || '.'
               || quote_ident(l.collname) ELSE '' END
        || coalesce(' DEFAULT ' || pg_get_expr(t.typdefaultbin, 0), '') || CASE WHEN t.typnotnull THEN ' NOT NULL'
               ELSE '' END]
    || ARRAY(SELECT 'ALTER DOMAIN ' || t.oid::regtype || ' ADD CONSTRAINT ' || quote_ident(k.conname) || ' '
                 || pg_get_constraintdef(k.oid)
             FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c' ORDER BY k.oid)
FROM pg_type t JOIN pg_type b ON b.oid = t.typbasetype LEFT JOIN pg_collation l ON l.oid = t.typcollation
WHERE t.typtype = 'd' AND {is_wanted("pg_type", "t.oid")}
"""
RANGES = f"""
SELECT 3, 0, t.oid, 'type ' || t.oid::regtype, ARRAY['CREATE TYPE ' || t.oid::regtype || ' AS RANGE ('
    || concat_ws(', ',
    'SUBTYPE = ' || format_type(r.rngsubtype, NULL),
    'SUBTYPE_OPCLASS = ' || k.opcnamespace::regnamespace || '.' || quote_ident(k.opcname),
    'COLLATION = ' || l.collnamespace::regnamespace || '.' || quote_ident(l.collname),
    'CANONICAL = ' || nullif(r.rngcanonical::regproc::text, '-'),
    'SUBTYPE_DIFF = ' || nullif(r.rngsubdiff::regproc::text, '-'),
    'MULTIRANGE_TYPE_NAME = ' || CAST(CAST(to_jsonb(r) ->> 'rngmultitypid' AS oid) AS regtype)) || ')']
FROM pg_type t JOIN pg_range r ON r.rngtypid = t.oid JOIN pg_opclass k ON k.oid = r.rngsubopc
LEFT JOIN pg_collation l ON l.oid = r.rngcollation
WHERE {is_wanted("pg_type", "t.oid")}
"""
# Without the mapping of a user, a foreign server is a name that nothing is sent to.
SERVERS = f"""
SELECT 1, 0, s.oid, 'server ' || quote_ident(s.srvname), ARRAY['CREATE SERVER ' || quote_ident(s.srvname)
    || coalesce(' TYPE ' || quote_literal(s.srvtype), '') || coalesce(' VERSION ' || quote_literal(s.srvversion), '')
    || ' FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname)
    || coalesce(' OPTIONS (' || {foreign_options("s.srvoptions")} || ')', '')]
FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
WHERE {is_wanted("pg_foreign_server", "s.oid")}
"""
PARTS = (
    *parts_of("pg_namespace", SCHEMAS),
    *parts_of("pg_collation", COLLATIONS),
    *parts_of("pg_foreign_server", SERVERS),
    *parts_of("pg_type", ENUMS, SHELLS, COMPOSITES, DOMAINS, RANGES),
)
