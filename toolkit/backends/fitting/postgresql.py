"""Rows that do not fit, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Row, text
from sqlalchemy.exc import SQLAlchemyError

from toolkit.backends.fitting.base import Misfits
from toolkit.backends.fitting.counting import Counting, seconds_of, sent
from toolkit.backends.fitting.postgresql_narrowing import narrowing
from toolkit.backends.fitting.types import kind_of
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.postgresql.names import quoted
from toolkit.catalog.members import Column

# A catalog tells a collation by its name, with its schema where that is not searched.
_COLLATION = """
SELECT quote_ident(n.nspname) || '.' || quote_ident(l.collname)
FROM pg_collation l JOIN pg_namespace n ON n.oid = l.collnamespace
WHERE (l.collname = :name OR quote_ident(n.nspname) || '.' || l.collname = :name)
  AND l.collencoding IN (-1, (SELECT encoding FROM pg_database WHERE datname = current_database()))
ORDER BY pg_collation_is_visible(l.oid) DESC, n.nspname = current_schema() DESC
LIMIT 1
"""


class PostgreSQLFitting(Counting):
    """PostgreSQL. A question that fails leaves a transaction that can only be rolled back, to a savepoint at best."""

    def quoted(self, name: str) -> str:
        return quoted(name)

    def value(self, connection: Connection, column: Column) -> str:
        kind = "text" if kind_of(column.type).labels else column.type
        collation = _collation(connection, column.collation)
        return f"CAST({self.of_row(column.name)} AS {kind}){f' COLLATE {collation}' if collation else ''}"

    def rows(self, connection: Connection, sql: str) -> Sequence[Row[Any]]:
        seconds = seconds_of(connection)
        if seconds is None:
            return sent(connection, sql)
        # Not with limit_time: the statements of the session that are no questions must not have this limit.
        was = str(connection.scalar(text("SELECT current_setting('statement_timeout')")))
        _limit(connection, f"{max(round(seconds * 1000), 1)}ms")
        try:
            rows = sent(connection, sql)
        except SQLAlchemyError:
            # In a transaction, its end takes back what was set in it.
            with suppress(SQLAlchemyError):
                _limit(connection, was)
            raise
        _limit(connection, was)
        return rows

    def unfit(
        self, connection: Connection, table: Name, before: Column, after: Column, key: Sequence[str]
    ) -> tuple[str, Misfits] | None:
        """A type of the schema's own is given with its labels, as in ``enum('a','b')``: the server has others yet."""
        found = narrowing(kind_of(before.type), kind_of(after.type), self.of_row(after.name))
        return None if found is None else (found[0], self.misfits(connection, table, found[1], key))


def _limit(connection: Connection, value: str) -> None:
    connection.execute(text("SELECT set_config('statement_timeout', :value, false)"), {"value": value})


def _collation(connection: Connection, name: str | None) -> str | None:
    if name is None:
        return None
    # One that is not there yet is refused by its name.
    return str(connection.scalar(text(_COLLATION), {"name": name}) or quoted(name))
