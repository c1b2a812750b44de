"""Sequences. Where they stand now is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from toolkit.backends.catalogs.innodb.rows import InformationSchema, Row
from toolkit.catalog.values import Sequence as SequenceValue

TABLE_TYPE = "SEQUENCE"
_AT_ONCE = 500
"""Sequences read by one statement: it grows with each."""
_COLUMNS = ("start_value", "increment", "minimum_value", "maximum_value", "cache_size", "cycle_option")


def read_sequences(
    source: InformationSchema, tables: Sequence[Row], columns: Iterable[Row]
) -> tuple[tuple[SequenceValue, ...], tuple[str, ...]]:
    """Read from the sequences themselves: information_schema has no view of them before MariaDB 11.8."""
    rows = [row for row in tables if row["TABLE_TYPE"] == TABLE_TYPE]
    types = {
        (column["TABLE_SCHEMA"], column["TABLE_NAME"]): column["COLUMN_TYPE"]
        for column in columns
        if rows and column["COLUMN_NAME"] == "minimum_value"
    }
    found: list[SequenceValue] = []
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        try:
            settings = _settings(source.connection, some)
        except sa.exc.DBAPIError as error:
            if error.connection_invalidated:
                raise
            listed = ", ".join(sorted(f"{row['TABLE_SCHEMA']}.{row['TABLE_NAME']}" for row in rows))
            return (), (f"The settings of the sequences could not be read ({error.orig}): {listed}.",)
        found += (
            _sequence(row, settings[place], types.get((row["TABLE_SCHEMA"], row["TABLE_NAME"])), source)
            for place, row in enumerate(some)
        )
    return tuple(found), ()


def _settings(connection: sa.Connection, rows: Iterable[Row]) -> Mapping[int, Sequence[int]]:
    columns: list[sa.ColumnElement[Any]] = [sa.column(column) for column in _COLUMNS]
    one_by_one = (
        sa.select(sa.literal_column(str(place)), *columns).select_from(
            sa.table(
                sa.quoted_name(row["TABLE_NAME"], quote=True), schema=sa.quoted_name(row["TABLE_SCHEMA"], quote=True)
            )
        )
        for place, row in enumerate(rows)
    )
    return {int(place): settings for place, *settings in connection.execute(sa.union_all(*one_by_one))}


def _sequence(row: Row, settings: Sequence[int], kind: str | None, source: InformationSchema) -> SequenceValue:
    start, increment, minimum, maximum, cache, cycle = map(int, settings)
    return SequenceValue(
        schema=source.names.schema(row["TABLE_SCHEMA"]),
        name=row["TABLE_NAME"],
        type=kind,
        start=start,
        increment=increment,
        minimum=minimum,
        maximum=maximum,
        cache=cache,
        cycle=bool(cycle),
        comment=row["TABLE_COMMENT"] or None,
    )
