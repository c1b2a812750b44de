"""Sequences: those behind a column are part of it, the others stand for themselves."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from sqlalchemy import Row

from toolkit.backends.catalogs.postgresql.columns import Owned
from toolkit.backends.catalogs.postgresql.session import Session
from toolkit.catalog.values import Sequence

_SEQUENCES = """
SELECT c.relnamespace AS namespace, c.relname::text AS name, format_type(s.seqtypid, NULL) AS type,
       s.seqstart AS start, s.seqincrement AS increment, s.seqmin AS minimum, s.seqmax AS maximum,
       s.seqcache AS cache, s.seqcycle AS cycle, c.relpersistence::text AS persistence,
       d.refobjid AS owner, d.refobjsubid AS number, d.deptype::text = 'i' AS is_identity,
       d.refobjid::regclass::text || '.' || quote_ident(a.attname) AS owned_by,
       quote_literal(c.oid::regclass::text) AS reference, m.description AS comment
FROM pg_sequence s
JOIN pg_class c ON c.oid = s.seqrelid
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
    AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
LEFT JOIN pg_description m ON m.objoid = c.oid AND m.classoid = 'pg_class'::regclass AND m.objsubid = 0
WHERE c.relnamespace = ANY (CAST(:schemas AS oid[])) AND c.relpersistence <> 't' AND NOT EXISTS (
    SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
ORDER BY c.relname
"""
_LARGEST = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}


def read_sequences(
    session: Session, tables: Container[int]
) -> tuple[Mapping[tuple[int, int], Owned], tuple[Sequence, ...]]:
    """Those that columns of these tables own, by table and column number, and the rest."""
    owned: dict[tuple[int, int], Owned] = {}
    alone = []
    for row in session.rows("Sequences", _SEQUENCES):
        if row.owner in tables:
            key = row.owner, row.number
            owned[key] = _owned(row, owned.get(key))
        else:
            alone.append(_sequence(row, session.schemas[row.namespace]))
    return owned, tuple(sorted(alone, key=lambda sequence: (sequence.schema or "", sequence.name)))


def _sequence(row: Row[Any], schema: str | None) -> Sequence:
    return Sequence(
        schema=schema,
        name=row.name,
        type=row.type,
        start=row.start,
        increment=row.increment,
        minimum=row.minimum,
        maximum=row.maximum,
        cache=row.cache,
        cycle=row.cycle,
        unlogged=row.persistence == "u",
        owned_by=row.owned_by,
        comment=row.comment,
    )


def _owned(row: Row[Any], other: Owned | None) -> Owned:
    options = options_of(row)
    if other is not None:
        # ALTER SEQUENCE ... OWNED BY gives a column as many as one likes.
        options = f"{options} AND {other.reference} AS {other.type} {other.options}".strip()
    return Owned(
        is_identity=row.is_identity,
        reference=row.reference,
        type=row.type,
        options=options,
        comment=row.comment,
    )


def options_of(row: Row[Any]) -> str:
    """What CREATE SEQUENCE would have to be told: nothing that it assumes for that type and direction."""
    largest = _LARGEST[row.type]
    lowest, highest = (1, largest) if row.increment > 0 else (-largest - 1, -1)
    said = {
        "START WITH": (row.start, row.minimum if row.increment > 0 else row.maximum),
        "INCREMENT BY": (row.increment, 1),
        "MINVALUE": (row.minimum, lowest),
        "MAXVALUE": (row.maximum, highest),
        "CACHE": (row.cache, 1),
    }
    words = [f"{word} {value}" for word, (value, assumed) in said.items() if value != assumed]
    return " ".join(words + (["CYCLE"] if row.cycle else []))
