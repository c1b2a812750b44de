"""The questions that all servers understand alike."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Row

from toolkit.backends.fitting.base import Future, Misfits, Value
from toolkit.backends.sql.values import Name
from toolkit.backends.sql.wording import words_of
from toolkit.catalog.members import Check, Column, ForeignKey

SAMPLES = 5
ROW = "tk_row"
"""What the row that is looked at is called."""
DEFAULT = "(default)"
"""The default schema, where a table of another one refers to it."""
_SECONDS = "tk_question_seconds"
_SIMPLE = re.compile(r"[a-z_][a-z0-9_]*", re.ASCII)
_LONGEST = 60
"""Characters of a value that a sample holds."""


class Counting(ABC):
    """A question is one SELECT. The limit of its time belongs to it alone: nothing else of the session is ended."""

    backend: str
    may_be_lax = False

    @abstractmethod
    def quoted(self, name: str) -> str:
        """A name as the server takes it, whatever is in it."""

    @abstractmethod
    def rows(self, connection: Connection, sql: str) -> Sequence[Row[Any]]:
        """The answer to a question, within the time."""

    def value(self, connection: Connection, column: Column) -> str:
        """The column's value as it will be compared."""
        return self.of_row(column.name)

    def compared(self, connection: Connection, value: Value) -> str:
        return self.becoming(connection, value).replace(f"{ROW}.", "")

    def becoming(self, connection: Connection, value: Value) -> str:
        """As a key will compare it; what is not converted, the column as it stands there."""
        return self.value(connection, replace(value.column, name=(value.source or value.column).name))

    def limit_time(self, connection: Connection, seconds: float) -> None:
        connection.info[_SECONDS] = seconds

    def nulls(self, connection: Connection, table: Name, column: str, key: Sequence[str]) -> Misfits:
        return self.misfits(connection, table, f"{self.of_row(column)} IS NULL", key)

    def duplicates(
        self,
        connection: Connection,
        table: Name,
        values: Sequence[Value],
        *,
        expressions: Sequence[str] = (),
        where: str | None = None,
        nulls_are_equal: bool = False,
    ) -> Misfits:
        told = [self.becoming(connection, value) for value in values] + [f"({text})" for text in expressions]
        aliases = [f"tk_{number}" for number in range(len(told))]
        given = ", ".join(f"{value} AS {alias}" for value, alias in zip(told, aliases, strict=True))
        kept = f" WHERE {' AND '.join(f'{alias} IS NOT NULL' for alias in aliases)}" if not nulls_are_equal else ""
        found = f"SELECT {given} FROM {self.table(table)} AS {ROW}{f' WHERE ({where})' if where else ''}"  # noqa: S608
        listed = ", ".join(aliases)
        twice = (
            f"SELECT {listed}, COUNT(*) AS tk_count FROM ({found}) AS tk_values{kept} "  # noqa: S608
            f"GROUP BY {listed} HAVING COUNT(*) > 1"
        )
        sql = f"SELECT SUM(tk_count - 1) OVER () AS tk_rows, {listed} FROM ({twice}) AS tk_twice LIMIT {SAMPLES}"  # noqa: S608
        rows = self.rows(connection, sql)
        names = [*(self.shown((value.source or value.column).name) for value in values), *expressions]
        return _misfits(rows, names)

    def orphans(
        self,
        connection: Connection,
        table: Name,
        reference: ForeignKey,
        key: Sequence[str],
        *,
        given: Mapping[str, str] | None = None,
    ) -> Misfits:
        columns = [(given or {}).get(column) or self.of_row(column) for column in reference.columns]
        schema = table.schema if reference.referred_schema is None else reference.referred_schema
        referred = Name(schema=None if schema == DEFAULT else schema, name=reference.referred_table)
        pairs = zip(reference.referred_columns, columns, strict=True)
        same = " AND ".join(f"tk_referred.{self.quoted(theirs)} = {ours}" for theirs, ours in pairs)
        are_set = " AND ".join(f"{column} IS NOT NULL" for column in columns)
        sought = f"SELECT 1 FROM {self.table(referred)} AS tk_referred WHERE {same}"  # noqa: S608
        lost = f"{are_set} AND NOT EXISTS ({sought})"
        if reference.match == "FULL" and len(columns) > 1:
            # https://www.postgresql.org/docs/current/sql-createtable.html: all of its columns are NULL, or none.
            some = " OR ".join(f"{column} IS NOT NULL" for column in columns)
            lost = f"{lost} OR ({some}) AND NOT ({are_set})"
        return self.misfits(connection, table, lost, key)

    def misfits(self, connection: Connection, table: Name, condition: str, key: Sequence[str]) -> Misfits:
        """The rows for which ``condition`` holds. Where there are none, the table is read once."""
        found = f"FROM {self.table(table)} AS {ROW} WHERE {condition}"
        return self.counted(connection, found, [self.of_row(column) for column in key], key)

    def violations(self, connection: Connection, future: Future, condition: str, key: Sequence[str]) -> Misfits:
        # https://www.postgresql.org/docs/current/ddl-constraints.html: satisfied if it is true or null, as everywhere.
        found = f"FROM {self.as_it_will_be(connection, future, condition, key)} WHERE NOT ({condition})"
        return self.counted(connection, found, [f"tk_key_{number}" for number in range(len(key))], key)

    def looks_at_rows(self, check: Check, *, is_copied: bool) -> bool:
        return True

    def conflicts(
        self, connection: Connection, shadow: Connection, future: Future, constraint: str, key: Sequence[str]
    ) -> Misfits:
        """Only PostgreSQL has exclusion constraints."""
        return Misfits(rows=0, samples=())

    def converted(self, connection: Connection, value: Value) -> str:
        """A value in the type that its column gets."""
        return self.value(connection, replace(value.column, name=value.source.name)) if value.source else "NULL"

    def added(self, column: Column) -> str:
        """What the rows that are there get in a new column."""
        return column.default or "NULL"

    def as_it_will_be(
        self, connection: Connection, future: Future, condition: str, key: Sequence[str], more: Sequence[str] = ()
    ) -> str:
        """A table under its new name, with the columns that the condition speaks of, the key, and more of the server's.

        The key is called ``tk_key_0`` and so on.
        """
        named = words_of(condition, self.backend)
        computed = [
            value.column
            for value in future.values
            if value.source is None and value.column.computed and value.column.name.casefold() in named
        ]
        named |= {word for column in computed for word in words_of(column.computed or "", self.backend)}
        given = [value for value in future.values if value.column.name.casefold() in named]
        told = [
            f"{self._given(connection, value)} AS {self.quoted(value.column.name)}"
            for value in given
            if value.column not in computed
        ]
        told += [f"{self.of_row(column)} AS tk_key_{number}" for number, column in enumerate(key)] + [*more]
        name = self.quoted(future.name)
        only = "ONLY " if future.only else ""
        rows = f"(SELECT {', '.join(told) or '1 AS tk_one'} FROM {only}{self.table(future.live)} AS {ROW}) AS {name}"  # noqa: S608
        if computed:
            more = ", ".join(f"({column.computed}) AS {self.quoted(column.name)}" for column in computed)
            rows = f"(SELECT {name}.*, {more} FROM {rows}) AS {name}"  # noqa: S608
        return rows

    def _given(self, connection: Connection, value: Value) -> str:
        now, then = value.source, value.column
        if now is None:
            return self.added(then)
        if value.using is None and (now.type, now.charset, now.collation) == (then.type, then.charset, then.collation):
            return self.of_row(now.name)
        return self.converted(connection, value)

    def counted(self, connection: Connection, found: str, columns: Sequence[str], key: Sequence[str]) -> Misfits:
        """``found`` is what follows the columns of a SELECT; ``columns`` are those of the key, as it tells them."""
        aliases = [f"tk_{number}" for number in range(len(key))]
        if not key:
            return Misfits(rows=int(self.rows(connection, f"SELECT COUNT(*) AS tk_rows {found}")[0][0]), samples=())
        listed = ", ".join(f"{column} AS {alias}" for column, alias in zip(columns, aliases, strict=True))
        samples = f"SELECT {listed} {found} LIMIT {SAMPLES}"
        sql = f"SELECT (SELECT COUNT(*) {found}) AS tk_rows, {', '.join(aliases)} FROM ({samples}) AS tk_samples"  # noqa: S608
        return _misfits(self.rows(connection, sql), [self.shown(column) for column in key])

    def table(self, name: Name) -> str:
        """As a statement writes it."""
        return ".".join(self.quoted(part) for part in (name.schema, name.name) if part is not None)

    def of_row(self, column: str) -> str:
        """A column of the row that is looked at."""
        return f"{ROW}.{self.quoted(column)}"

    def shown(self, column: str) -> str:
        """A name for a person to paste: in quotes where it needs them."""
        return column if _SIMPLE.fullmatch(column) else self.quoted(column)


def seconds_of(connection: Connection) -> float | None:
    """How long a question may take; None where nothing was said."""
    seconds: float | None = connection.info.get(_SECONDS)
    return seconds


def sent(connection: Connection, sql: str) -> Sequence[Row[Any]]:
    """All rows of a statement as it stands: a colon or a percent sign in it means nothing."""
    return connection.exec_driver_sql(sql, execution_options={"no_parameters": True}).fetchall()


def _misfits(rows: Sequence[Row[Any]], names: Sequence[str]) -> Misfits:
    if not rows:
        return Misfits(rows=0, samples=())
    return Misfits(rows=int(rows[0][0]), samples=tuple(sample_of(names, row[1:]) for row in rows))


def sample_of(names: Sequence[str], values: Iterable[Any]) -> str:
    """One row, as a condition for it: ``id=7``."""
    return " AND ".join(
        f"{name} IS NULL" if value is None else f"{name}={_literal(value)}"
        for name, value in zip(names, values, strict=True)
    )


def _literal(value: Any) -> str:
    if isinstance(value, bytes | bytearray | memoryview):
        return f"x'{_short(bytes(value).hex())}'"
    if isinstance(value, int | float | Decimal):
        return str(value)
    return "'" + _short(str(value)).replace("'", "''") + "'"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
