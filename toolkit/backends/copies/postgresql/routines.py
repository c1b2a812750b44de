"""Functions and aggregates. Each query gives stage, place within it, oid, name for people and statements."""

# ruff: noqa: S608  the texts are put together of names that are quoted, and of what the server printed

from __future__ import annotations

from toolkit.backends.copies.postgresql.phrases import is_wanted, parts_of

# What the server made with a type, such as the constructors of a range, comes with it (deptype i).
_IS_OWN = """NOT EXISTS (SELECT FROM pg_depend i WHERE i.classid = 'pg_proc'::regclass AND i.objid = p.oid
    AND i.deptype = 'i')"""
FUNCTIONS = f"""
SELECT 4, 0, p.oid, CASE p.prokind WHEN 'p' THEN 'procedure ' ELSE 'function ' END || p.oid::regprocedure,
    ARRAY[pg_get_functiondef(p.oid)]
FROM pg_proc p WHERE p.prokind <> 'a' AND {is_wanted("pg_proc", "p.oid")} AND {_IS_OWN}
"""
_MODIFY = "CASE {of} WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END"
# Every clause of CREATE AGGREGATE: the server has no function that prints one.
AGGREGATES = f"""
SELECT 4, 1, p.oid, 'aggregate ' || p.oid::regprocedure, ARRAY['CREATE AGGREGATE '
    || p.pronamespace::regnamespace || '.' || quote_ident(p.proname)
    || '(' || CASE WHEN p.pronargs = 0 THEN '*' ELSE pg_get_function_arguments(p.oid) END
    || ') (' || concat_ws(', ',
    'SFUNC = ' || a.aggtransfn::regproc, 'STYPE = ' || format_type(a.aggtranstype, NULL),
    'SSPACE = ' || nullif(a.aggtransspace, 0), 'FINALFUNC = ' || nullif(a.aggfinalfn::regproc::text, '-'),
    CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
    CASE WHEN a.aggfinalfn <> 0 THEN 'FINALFUNC_MODIFY = ' || {_MODIFY.format(of="a.aggfinalmodify")} END,
    'COMBINEFUNC = ' || nullif(a.aggcombinefn::regproc::text, '-'),
    'SERIALFUNC = ' || nullif(a.aggserialfn::regproc::text, '-'),
    'DESERIALFUNC = ' || nullif(a.aggdeserialfn::regproc::text, '-'),
    'INITCOND = ' || quote_literal(a.agginitval), 'MSFUNC = ' || nullif(a.aggmtransfn::regproc::text, '-'),
    'MINVFUNC = ' || nullif(a.aggminvtransfn::regproc::text, '-'),
    CASE WHEN a.aggmtranstype <> 0 THEN 'MSTYPE = ' || format_type(a.aggmtranstype, NULL) END,
    'MSSPACE = ' || nullif(a.aggmtransspace, 0), 'MFINALFUNC = ' || nullif(a.aggmfinalfn::regproc::text, '-'),
    CASE WHEN a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
    CASE WHEN a.aggmfinalfn <> 0 THEN 'MFINALFUNC_MODIFY = ' || {_MODIFY.format(of="a.aggmfinalmodify")} END,
    'MINITCOND = ' || quote_literal(a.aggminitval),
    'SORTOP = OPERATOR(' || o.oprnamespace::regnamespace || '.' || o.oprname || ')',
    CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END,
    CASE a.aggkind WHEN 'h' THEN 'HYPOTHETICAL' END) || ')']
FROM pg_proc p JOIN pg_aggregate a ON a.aggfnoid = p.oid LEFT JOIN pg_operator o ON o.oid = a.aggsortop
WHERE {is_wanted("pg_proc", "p.oid")} AND {_IS_OWN}
"""
PARTS = parts_of("pg_proc", FUNCTIONS, AGGREGATES)
