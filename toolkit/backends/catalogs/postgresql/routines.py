"""Functions, procedures and aggregates."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from toolkit.backends.catalogs.postgresql.session import Session
from toolkit.catalog.values import Routine

# The constructors of a range type belong to it (deptype i).
_ROUTINES = """
SELECT p.oid, p.pronamespace AS namespace, p.proname::text AS name, oidvectortypes(p.proargtypes) AS signature,
       quote_ident(n.nspname) || '.' || quote_ident(p.proname) AS qualified, quote_ident(p.proname) AS quoted,
       CASE WHEN p.prokind = 'a' THEN $aggregate ELSE pg_get_functiondef(p.oid) END AS definition,
       m.description AS comment
FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
LEFT JOIN pg_aggregate a ON a.aggfnoid = p.oid
LEFT JOIN pg_description m ON m.objoid = p.oid AND m.classoid = 'pg_proc'::regclass AND m.objsubid = 0
WHERE p.pronamespace = ANY (CAST(:schemas AS oid[])) AND NOT EXISTS (
    SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype IN ('e', 'i'))
"""
# Every clause of CREATE AGGREGATE: the server has no function that prints one.
_AGGREGATE = """'CREATE AGGREGATE ' || quote_ident(n.nspname) || '.' || quote_ident(p.proname)
    || '(' || pg_get_function_arguments(p.oid) || ') ' || concat_ws(', ',
    'SFUNC = ' || a.aggtransfn::regproc::text, 'STYPE = ' || format_type(a.aggtranstype, NULL),
    'SSPACE = ' || nullif(a.aggtransspace, 0), 'FINALFUNC = ' || nullif(a.aggfinalfn::regproc::text, '-'),
    CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END, 'FINALFUNC_MODIFY = ' || a.aggfinalmodify::text,
    'COMBINEFUNC = ' || nullif(a.aggcombinefn::regproc::text, '-'),
    'SERIALFUNC = ' || nullif(a.aggserialfn::regproc::text, '-'),
    'DESERIALFUNC = ' || nullif(a.aggdeserialfn::regproc::text, '-'),
    'INITCOND = ' || quote_literal(a.agginitval), 'MSFUNC = ' || nullif(a.aggmtransfn::regproc::text, '-'),
    'MINVFUNC = ' || nullif(a.aggminvtransfn::regproc::text, '-'),
    CASE WHEN a.aggmtranstype <> 0 THEN 'MSTYPE = ' || format_type(a.aggmtranstype, NULL) END,
    'MSSPACE = ' || nullif(a.aggmtransspace, 0), 'MFINALFUNC = ' || nullif(a.aggmfinalfn::regproc::text, '-'),
    CASE WHEN a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END, 'MFINALFUNC_MODIFY = ' || a.aggmfinalmodify::text,
    'MINITCOND = ' || quote_literal(a.aggminitval),
    CASE WHEN a.aggsortop <> 0 THEN 'SORTOP = ' || a.aggsortop::regoperator::text END,
    'KIND = ' || a.aggkind::text, 'PARALLEL = ' || p.proparallel::text)"""


def read_routines(session: Session) -> tuple[Routine, ...]:
    """All of them, sorted by schema, name and the types of what they take."""
    rows = session.rows("Functions and procedures", _ROUTINES.replace("$aggregate", _AGGREGATE))
    routines = [_routine(row, session.schemas[row.namespace]) for row in rows]
    return tuple(sorted(routines, key=lambda routine: (routine.schema or "", routine.name, routine.signature)))


def _routine(row: Row[Any], schema: str | None) -> Routine:
    definition = row.definition
    if schema is None:
        # The server always writes the schema before a routine's own name.
        definition = definition.replace(f"{row.qualified}(", f"{row.quoted}(", 1)
    return Routine(
        schema=schema,
        name=row.name,
        signature=row.signature,
        definition=definition,
        comment=row.comment,
    )
