"""Constraints, indexes and statistics. Each query gives stage, place within it, oid, name for people and statements."""

# ruff: noqa: S608  the texts are put together of names that are quoted, and of what the server printed

from __future__ import annotations

from toolkit.backends.copies.postgresql.phrases import IS_WANTED_RELATION, options, parts_of

# A partition before what it is a partition of: the index of the parent takes over those that are there.
_DEEPEST_FIRST = """CASE WHEN c.relispartition
    THEN -(SELECT count(*)::int FROM pg_partition_ancestors(c.oid)) ELSE 0 END"""
_ALTERED = "'ALTER ' || CASE c.relkind WHEN 'f' THEN 'FOREIGN ' ELSE '' END || 'TABLE ' || c.oid::regclass"
_ADDED = f"{_ALTERED} || ' ADD CONSTRAINT ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid)"
_TOLD = "quote_ident(k.conname) || ' of ' || c.oid::regclass"
# What happens to an index after it was made, whether a constraint stands before it or not.
_MARKS = """
        CASE WHEN i.indisclustered THEN 'ALTER TABLE ' || c.oid::regclass || ' CLUSTER ON '
            || quote_ident(x.relname) END,
        CASE WHEN i.indisreplident THEN 'ALTER TABLE ' || c.oid::regclass || ' REPLICA IDENTITY USING INDEX '
            || quote_ident(x.relname) END
    ], NULL) || ARRAY(
        SELECT 'ALTER INDEX ' || x.oid::regclass || ' ALTER COLUMN ' || a.attnum || ' SET STATISTICS '
            || a.attstattarget
        FROM pg_attribute a WHERE a.attrelid = x.oid AND a.attstattarget >= 0 ORDER BY a.attnum)"""
KEYS = f"""
SELECT 10, {_DEEPEST_FIRST}, k.oid, 'key ' || {_TOLD}, array_remove(ARRAY[{_ADDED},
        'ALTER INDEX ' || x.oid::regclass || ' SET (' || {options("x.reloptions")} || ')', {_MARKS}
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_index i ON i.indexrelid = k.conindid JOIN pg_class x ON x.oid = i.indexrelid
WHERE k.contype IN ('p', 'u', 'x') AND {IS_WANTED_RELATION}
"""
# What a table has from its parents only comes with theirs. That of a partition does even where it had it before.
CHECKS = f"""
SELECT 10, 1, k.oid, 'check ' || {_TOLD}, ARRAY[{_ADDED}]
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE (k.contype = 'c' OR k.contype = 'n' AND NOT k.convalidated)
  AND (k.coninhcount = 0 OR k.conislocal AND NOT c.relispartition)
  AND {IS_WANTED_RELATION}
"""
# The index of a partitioned table is printed as one of it ONLY, since those of its partitions are printed, too.
_PRINTED = """(SELECT CASE WHEN x.relkind = 'I' AND i.indisvalid AND starts_with(d.told, d.head)
        THEN overlay(d.told PLACING ' ON ' FROM length(d.head) - 8 FOR 9) ELSE d.told END
    FROM (SELECT pg_get_indexdef(x.oid) AS told, 'CREATE ' || CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END
          || 'INDEX ' || quote_ident(x.relname) || ' ON ONLY ' AS head) d)"""
# One that was never finished is of no use to any statement; that of a partitioned table waits for its partitions.
INDEXES = f"""
SELECT CASE c.relkind WHEN 'm' THEN 14 ELSE 11 END, {_DEEPEST_FIRST}, x.oid, 'index ' || x.oid::regclass,
    array_remove(ARRAY[{_PRINTED}, {_MARKS}
FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid
WHERE c.relkind IN ('r', 'p', 'm') AND (i.indisvalid OR x.relkind = 'I')
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = x.oid AND k.contype IN ('p', 'u', 'x'))
  AND {IS_WANTED_RELATION}
"""
FOREIGN_KEYS = f"""
SELECT 12, 0, k.oid, 'foreign key ' || {_TOLD}, ARRAY[{_ADDED}]
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE k.contype = 'f' AND k.conparentid = 0 AND {IS_WANTED_RELATION}
"""
STATISTICS = f"""
SELECT 14, 1, s.oid, 'statistics ' || n.name, array_remove(ARRAY[pg_get_statisticsobjdef(s.oid),
    'ALTER STATISTICS ' || n.name || ' SET STATISTICS '
        || nullif(CAST(to_jsonb(s) ->> 'stxstattarget' AS int), -1)], NULL)
FROM pg_statistic_ext s JOIN pg_class c ON c.oid = s.stxrelid
CROSS JOIN LATERAL (SELECT s.stxnamespace::regnamespace || '.' || quote_ident(s.stxname)) n (name)
WHERE {IS_WANTED_RELATION}
"""
# Comments matter to whoever compares the copy with what the models make.
COMMENTS = f"""
SELECT 19, m.objsubid, m.objoid, 'comment on ' || c.oid::regclass, ARRAY['COMMENT ON '
    || CASE WHEN m.objsubid > 0 THEN 'COLUMN ' || c.oid::regclass || '.' || quote_ident(a.attname)
       ELSE CASE c.relkind WHEN 'v' THEN 'VIEW ' WHEN 'm' THEN 'MATERIALIZED VIEW ' WHEN 'f' THEN 'FOREIGN TABLE '
            ELSE 'TABLE ' END || c.oid::regclass END
    || ' IS ' || quote_literal(m.description)]
FROM pg_description m JOIN pg_class c ON m.classoid = 'pg_class'::regclass AND c.oid = m.objoid
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = m.objsubid AND m.objsubid > 0
WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND {IS_WANTED_RELATION}
"""
COMMENTS_ON_PARTS = f"""
SELECT 19, 0, m.objoid, 'comment on ' || {_TOLD}, ARRAY['COMMENT ON CONSTRAINT ' || quote_ident(k.conname) || ' ON '
    || c.oid::regclass || ' IS ' || quote_literal(m.description)]
FROM pg_description m JOIN pg_constraint k ON m.classoid = 'pg_constraint'::regclass AND k.oid = m.objoid
JOIN pg_class c ON c.oid = k.conrelid WHERE {IS_WANTED_RELATION}
UNION ALL
SELECT 19, 0, m.objoid, 'comment on index ' || x.oid::regclass, ARRAY['COMMENT ON INDEX ' || x.oid::regclass
    || ' IS ' || quote_literal(m.description)]
FROM pg_description m JOIN pg_class x ON m.classoid = 'pg_class'::regclass AND x.oid = m.objoid AND x.relkind = 'i'
JOIN pg_index i ON i.indexrelid = x.oid JOIN pg_class c ON c.oid = i.indrelid WHERE {IS_WANTED_RELATION}
"""
PARTS = (
    *parts_of("pg_class", INDEXES, COMMENTS, COMMENTS_ON_PARTS),
    *parts_of("pg_constraint", KEYS, CHECKS, FOREIGN_KEYS),
    *parts_of("pg_statistic_ext", STATISTICS),
)
