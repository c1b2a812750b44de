"""Rows that do not fit, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Row, text
from sqlalchemy.exc import SQLAlchemyError

from toolkit.backends.fitting.base import Doubt, Future, Misfits, Value
from toolkit.backends.fitting.conversion import Trying, names_of
from toolkit.backends.fitting.counting import ROW, seconds_of, sent
from toolkit.backends.fitting.postgresql_conversion import TEXTS, form_of, full_name, is_plain_cast, is_settled
from toolkit.backends.fitting.postgresql_exclusion import conflicting, exclusion_of
from toolkit.backends.fitting.postgresql_narrowing import literal, narrowing
from toolkit.backends.fitting.types import kind_of
from toolkit.backends.sessions.lent import set_lent
from toolkit.backends.sql.values import Name
from toolkit.backends.sql.wording import words_of
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

# Rows that a policy hides from this user fit no better: without row_security the server refuses instead of hiding them.
# https://www.postgresql.org/docs/current/ddl-rowsecurity.html
_SETTINGS = """
SELECT current_setting('statement_timeout') AS statement_timeout, current_setting('row_security') AS row_security
"""
_SET = """
SELECT set_config('statement_timeout', :statement_timeout, false), set_config('row_security', :row_security, false)
"""


class PostgreSQLFitting(Trying):
    """PostgreSQL. A question that fails leaves a transaction that can only be rolled back, to a savepoint at best."""

    backend = "postgresql"

    def quoted(self, name: str) -> str:
        return quoted(name)

    def value(self, connection: Connection, column: Column) -> str:
        return _compared(connection, column, self.of_row(column.name))

    def becoming(self, connection: Connection, value: Value) -> str:
        if value.using is None:
            return super().becoming(connection, value)
        return _compared(connection, value.column, f"({value.using})")

    def converted(self, connection: Connection, value: Value) -> str:
        assert value.source is not None
        if is_plain_cast(value) and is_settled(kind_of(value.source.type), kind_of(value.column.type)):
            # It means the same in either type, and one that does not fit would end the question.
            return self.of_row(value.source.name)
        return f"CAST(({value.using or self.of_row(value.source.name)}) AS {value.column.type})"

    def added(self, column: Column) -> str:
        return f"CAST(({column.default or 'NULL'}) AS {column.type})"

    def rows(self, connection: Connection, sql: str) -> Sequence[Row[Any]]:
        seconds = seconds_of(connection)
        if seconds is None:
            return sent(connection, sql)
        # Not with limit_time: the statements of the session that are no questions must not have this limit.
        was = dict(connection.execute(text(_SETTINGS)).mappings().one())
        _set(connection, {"statement_timeout": f"{max(round(seconds * 1000), 1)}ms", "row_security": "off"})
        try:
            rows = sent(connection, sql)
        except SQLAlchemyError:
            # In a transaction, its end takes back what was set in it.
            with suppress(SQLAlchemyError):
                _set(connection, was)
            raise
        _set(connection, was)
        return rows

    def unfit(
        self, connection: Connection, table: Name, before: Column, after: Column, key: Sequence[str]
    ) -> tuple[str, Misfits] | None:
        """A type of the schema's own is given with its labels, as in ``enum('a','b')``: the server has others yet."""
        found = narrowing(kind_of(before.type), kind_of(after.type), self.of_row(after.name))
        return None if found is None else (found[0], self.misfits(connection, table, found[1], key))

    def has_own_expression(self, value: Value) -> bool:
        return not is_plain_cast(value)

    def doubt(self, value: Value, values: Sequence[Value]) -> Doubt | None:
        if value.source is None:
            return None
        had, kind = kind_of(value.source.type), kind_of(value.column.type)
        if not is_plain_cast(value):
            named = words_of(value.using or "", self.backend)
            return Doubt(values=tuple(one for one in values if not named.isdisjoint(names_of(one))))
        if is_settled(had, kind):
            return None
        given = f"{self.of_row(value.source.name)} IS NOT NULL"
        form = form_of(kind) if full_name(had) in TEXTS else None
        doubted = None if form is None else f"{self.told(value.source)} !~ '^({form})$'"
        return Doubt(values=(value,), given=given, form=doubted)

    def conflicts(
        self, connection: Connection, shadow: Connection, future: Future, constraint: str, key: Sequence[str]
    ) -> Misfits:
        exclusion = exclusion_of(shadow, future, constraint)
        rows = self.as_it_will_be(connection, future, exclusion.text, key, (f"{ROW}.tableoid", f"{ROW}.ctid"))
        columns = [f"tk_key_{number}" for number in range(len(key))]
        return self.counted(connection, conflicting(exclusion, rows, columns), columns, key)

    def told(self, column: Column) -> str:
        return f'CAST({self.of_row(column.name)} AS text) COLLATE "C"'

    def literal(self, text: str, column: Column) -> str:
        return literal(text)

    def equal(self, text: str) -> str:
        return literal(text)

    def defined(self, column: Column) -> str:
        """A type of the schema's own may be another one by now: its labels are texts."""
        return "text" if kind_of(column.type).labels else column.type


def _compared(connection: Connection, column: Column, value: str) -> str:
    kind = "text" if kind_of(column.type).labels else column.type
    collation = _collation(connection, column.collation)
    return f"CAST({value} AS {kind}){f' COLLATE {collation}' if collation else ''}"


def _set(connection: Connection, settings: Mapping[str, str]) -> None:
    if set_lent(connection, settings):
        return
    connection.execute(text(_SET), settings)


def _collation(connection: Connection, name: str | None) -> str | None:
    if name is None:
        return None
    # One that is not there yet is refused by its name.
    return str(connection.scalar(text(_COLLATION), {"name": name}) or quoted(name))
