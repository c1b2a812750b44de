"""Rows that do not fit, in SQLite."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Row

from toolkit.backends.catalogs.sqlite.spelling import quoted_name
from toolkit.backends.fitting.base import Doubt, Misfits, Tried, Value
from toolkit.backends.fitting.counting import Counting, seconds_of, sent
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.sqlite.schema import affinity
from toolkit.catalog.members import Column

# https://www.sqlite.org/datatype3.html: a text that has the form of a number is stored as one by a column of these.
_NUMBERS = frozenset({"INT", "NUMERIC", "REAL"})


class SQLiteFitting(Counting):
    """Keys and NOT NULL bind here; types do not."""

    backend = "sqlite"

    def quoted(self, name: str) -> str:
        return quoted_name(name)

    def value(self, connection: Connection, column: Column) -> str:
        return f"{self.of_row(column.name)} COLLATE {quoted_name(column.collation or 'BINARY')}"

    def becoming(self, connection: Connection, value: Value) -> str:
        had = None if value.source is None else affinity(value.source.type)
        told, kind = super().becoming(connection, value), affinity(value.column.type)
        if had in (None, kind) or kind not in _NUMBERS:
            return told
        column, _, collation = told.rpartition(" COLLATE ")
        return f"CASE WHEN {_is_number(column)} THEN CAST({column} AS NUMERIC) ELSE {column} END COLLATE {collation}"

    def rows(self, connection: Connection, sql: str) -> Sequence[Row[Any]]:
        with _interrupted(connection):
            return sent(connection, sql)

    def unfit(
        self, connection: Connection, table: Name, before: Column, after: Column, key: Sequence[str]
    ) -> tuple[str, Misfits] | None:
        """https://www.sqlite.org/datatype3.html: a type prefers values, it does not refuse any. STRICT is not told.

        But who copies the rows casts them, as Alembic does, and what is no number becomes one: a date its year.
        """
        had, kind = affinity(before.type), affinity(after.type)
        if kind not in _NUMBERS or had in ("INT", kind):
            return None
        value = self.of_row(after.name)
        condition = f"typeof({value}) = 'text' AND NOT ({_is_number(value)})"
        if kind == "INT":
            condition = f"({condition} OR CAST({value} AS NUMERIC) <> CAST({value} AS INTEGER))"
        return "out-of-range-values", self.misfits(connection, table, condition, key)

    def has_own_expression(self, value: Value) -> bool:
        return False

    def doubt(self, value: Value, values: Sequence[Value]) -> Doubt | None:
        return None

    def tried(
        self, connection: Connection, shadow: Connection, table: Name, value: Value, doubt: Doubt, key: Sequence[str]
    ) -> Tried:
        """Nothing is doubted."""
        return Tried(misfits=Misfits(rows=0, samples=()), values=0, is_complete=True)

    def sampled(
        self, connection: Connection, shadow: Connection, table: Name, value: Value, doubt: Doubt, key: Sequence[str]
    ) -> Tried:
        return self.tried(connection, shadow, table, value, doubt, key)


def _is_number(value: str) -> str:
    """Whether a text is one, without an exponent."""
    digits = f"ltrim(trim({value}), '+-')"
    return f"{digits} GLOB '*[0-9]*' AND {digits} NOT GLOB '*[^0-9.]*' AND {digits} NOT GLOB '*.*.*'"


@contextmanager
def _interrupted(connection: Connection) -> Iterator[None]:
    """Another thread ends what takes too long: https://www.sqlite.org/c3ref/interrupt.html."""
    seconds = seconds_of(connection)
    if seconds is None:
        yield
        return
    driver: Any = connection.connection.driver_connection
    # aiosqlite's is a coroutine, over this connection.
    timer = threading.Timer(seconds, getattr(driver, "_conn", driver).interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        # One that has just fired must not end the statement after this one.
        timer.join()
