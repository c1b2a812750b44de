"""Columns of tables, views and composite types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Row

from toolkit.backends.catalogs.postgresql.arrays import settled
from toolkit.backends.catalogs.postgresql.session import Session
from toolkit.catalog.members import Column

_COLUMNS = """
SELECT a.attrelid AS relation, a.attnum AS number, a.attname::text AS name,
       format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS is_required,
       pg_get_expr(d.adbin, d.adrelid) AS expression, a.attidentity::text AS identity,
       a.attgenerated::text AS generated,
       CASE WHEN pg_collation_is_visible(l.oid) THEN '' ELSE l.collnamespace::regnamespace::text || '.' END
           || l.collname AS collation,
       CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text END AS storage, $compression AS compression,
       nullif(a.attstattarget, -1) AS target, a.attoptions AS options, a.attfdwoptions AS foreign_options,
       m.description AS comment
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_collation l ON l.oid = a.attcollation AND a.attcollation <> t.typcollation
LEFT JOIN pg_description m ON m.objoid = c.oid AND m.classoid = 'pg_class'::regclass AND m.objsubid = a.attnum
WHERE c.relnamespace = ANY (CAST(:schemas AS oid[])) AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'c')
  AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
"""
_STORAGE = {"p": "PLAIN", "e": "EXTERNAL", "m": "MAIN", "x": "EXTENDED"}
_COMPRESSION = {"p": "pglz", "l": "lz4"}
_IDENTITY = {"a": "ALWAYS", "d": "BY DEFAULT"}


@dataclass(frozen=True, kw_only=True)
class Owned:
    """The sequence behind a column."""

    is_identity: bool
    reference: str
    """Its name as a default tells it."""
    type: str
    options: str
    comment: str | None


def read_columns(session: Session) -> Mapping[int, Sequence[Row[Any]]]:
    """The rows of all relations' columns, by the relation's oid, in order."""
    rows = session.rows("Columns", _COLUMNS, compression=(14, "nullif(a.attcompression::text, '')", "NULL"))
    return {relation: list(columns) for relation, columns in groupby(rows, key=lambda row: row.relation)}


def columns_of(rows: Sequence[Row[Any]], sequences: Mapping[tuple[int, int], Owned]) -> tuple[Column, ...]:
    """The columns of one table."""
    return tuple(
        _column(row, position, sequences.get((row.relation, row.number))) for position, row in enumerate(rows, 1)
    )


def _column(row: Row[Any], position: int, owned: Owned | None) -> Column:
    generated = bool(row.generated)
    return Column(
        name=row.name,
        position=position,
        type=row.type,
        nullable=not row.is_required,
        default=None if generated else _NOW.get(row.expression, settled(row.expression)),
        computed=settled(row.expression) if generated else None,
        computed_stored=row.generated == "s" if generated else None,
        identity=_identity(row, owned),
        sequence=None if owned is None or owned.is_identity else _sequence(row, owned),
        collation=row.collation,
        comment=row.comment,
        storage=storage_of(row),
        statistics=statistics_of(row),
    )


# One function under three names: https://www.postgresql.org/docs/current/functions-datetime.html
_NOW = dict.fromkeys(("CURRENT_TIMESTAMP", "transaction_timestamp()"), "now()")


def _identity(row: Row[Any], owned: Owned | None) -> str | None:
    if not row.identity:
        return None
    said = [_IDENTITY[row.identity]]
    if owned is not None:
        # A column that is given another type gives it to its sequence.
        said += [f"AS {owned.type}"] if owned.type != row.type else []
        said += [owned.options, f"COMMENT {owned.comment}" if owned.comment else ""]
    return " ".join(word for word in said if word)


def _sequence(row: Row[Any], owned: Owned) -> str:
    is_told = f"nextval({owned.reference}::regclass)" in (row.expression or "")
    said = [
        "" if is_told else owned.reference,
        f"AS {owned.type}",
        owned.options,
        f"COMMENT {owned.comment}" if owned.comment else "",
    ]
    return " ".join(word for word in said if word)


def storage_of(row: Row[Any]) -> str | None:
    """``STORAGE EXTERNAL COMPRESSION lz4``, as far as that was asked for."""
    said = [f"STORAGE {_STORAGE[row.storage]}"] if row.storage else []
    said += [f"COMPRESSION {_COMPRESSION.get(row.compression, row.compression)}"] if row.compression else []
    return " ".join(said) or None


def statistics_of(row: Row[Any]) -> str | None:
    """``STATISTICS 500 (n_distinct=5)``, as far as that was asked for."""
    said = [] if row.target is None else [f"STATISTICS {row.target}"]
    said += [f"({', '.join(sorted(row.options))})"] if row.options else []
    return " ".join(said) or None
