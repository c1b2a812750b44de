"""Parts of statements, as expressions of SQL that print them."""

# ruff: noqa: S608  the texts are put together of names that are quoted, and of what the server printed

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Part:
    """A query for one kind of definition."""

    catalog: str
    """Where no object of this one is wanted, it has no rows."""
    sql: str


def parts_of(catalog: str, *queries: str) -> tuple[Part, ...]:
    """The queries for what is kept in one catalog."""
    return tuple(Part(catalog=catalog, sql=sql) for sql in queries)


def options(given: str, prefix: str = "") -> str:
    """An array of ``name=value`` as the inside of WITH (...)."""
    return f"""(SELECT string_agg('{prefix}' || quote_ident(split_part(w.o, '=', 1)) || ' = '
        || quote_literal(substr(w.o, strpos(w.o, '=') + 1)), ', ') FROM unnest({given}) w (o))"""


def foreign_options(given: str) -> str:
    """The same as the inside of OPTIONS (...)."""
    return f"""(SELECT string_agg(quote_ident(split_part(w.o, '=', 1)) || ' '
        || quote_literal(substr(w.o, strpos(w.o, '=') + 1)), ', ') FROM unnest({given}) w (o))"""


def switched(enabled: str) -> str:
    """ALTER TABLE's word for when a trigger or rule fires; NULL as usual."""
    words = "WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA'"
    return f"CASE {enabled} {words} END"


def is_wanted(catalog: str, oid: str) -> str:
    """Whether an object is to be copied: not the server's own or an extension's, and among the chosen, if any are."""
    return f"""({oid} >= 16384 AND (:everything OR {oid} = ANY (CAST(:oids AS oid[]))) AND NOT EXISTS (
        SELECT FROM pg_depend e WHERE e.classid = '{catalog}'::regclass AND e.objid = {oid} AND e.deptype = 'e'))"""


STORAGE = "CASE {storage} WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END"


def sequence_options(of: str) -> str:
    """All that CREATE SEQUENCE is told, of a row of pg_sequence."""
    return f"""concat_ws(' ', 'START WITH ' || {of}.seqstart, 'INCREMENT BY ' || {of}.seqincrement,
        'MINVALUE ' || {of}.seqmin, 'MAXVALUE ' || {of}.seqmax, 'CACHE ' || {of}.seqcache,
        CASE WHEN {of}.seqcycle THEN 'CYCLE' END)"""


IS_WANTED_RELATION = f"(c.relpersistence <> 't' AND {is_wanted('pg_class', 'c.oid')})"
"""The same of a row of pg_class. Temporary ones are their session's."""
