"""Values that a type may not take, tried on a shadow: the server judges, and the live database is only read."""

from __future__ import annotations

import re
import secrets
import time
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.backends.fitting.base import Doubt, Misfits, Tried, Value
from toolkit.backends.fitting.counting import ROW, SAMPLES, Counting, sample_of
from toolkit.backends.sql.values import Name
from toolkit.catalog.members import Column

MOST_VALUES = 1000
"""Different values that are tried."""
_MOST_REFUSED = 100
"""Refused values, after which no more are tried."""
_BATCH = 100
_PLACE = re.compile(r" at row \d+")
_OURS = re.compile(r"(?:[`\"]?\w+[`\"]?\.)?[`\"]?\btk_(?:result|values)_\w+[`\"]?\.")
_SECONDS = 10.0
"""How long one trial may take; a statement that has begun is not ended."""

_Row = tuple[str | None, ...]


class Trying(Counting):
    """How the values of a column are told as texts, and written again."""

    longest = 5000
    """Characters of what is told of a row; longer values are not taken to the shadow."""

    @abstractmethod
    def told(self, column: Column) -> str:
        """The text of a live value, to be compared byte by byte."""

    @abstractmethod
    def literal(self, text: str, column: Column) -> str:
        """A value of the column, from its text."""

    @abstractmethod
    def equal(self, text: str) -> str:
        """A text, to be held against what ``told`` tells."""

    @abstractmethod
    def defined(self, column: Column) -> str:
        """The column's definition."""

    def prepare(self, shadow: Connection) -> None:
        """Before the trial: let the server refuse, rather than change."""

    def restore(self, shadow: Connection) -> None:
        """After it."""

    def tried(
        self, connection: Connection, shadow: Connection, table: Name, value: Value, doubt: Doubt, key: Sequence[str]
    ) -> Tried:
        rows, is_whole = self._values(connection, table, doubt)
        if not rows:
            return Tried(misfits=Misfits(rows=0, samples=()), values=0, is_complete=is_whole)
        trial = _Trial(self, shadow, table, value, doubt)
        refused = trial.refused(rows)
        misfits = Misfits(rows=0, samples=())
        if refused:
            listed = self._among([rows[place] for place in refused], doubt)
            misfits = self.misfits(connection, table, listed, key)
        is_complete = is_whole and trial.judged == len(rows)
        return Tried(misfits=misfits, values=trial.judged, is_complete=is_complete, said=trial.said)

    def sampled(
        self, connection: Connection, shadow: Connection, table: Name, value: Value, doubt: Doubt, key: Sequence[str]
    ) -> Tried:
        columns = _sources(doubt)
        told = ", ".join([*map(self.told, columns), *map(self.of_row, key)])
        given = f" WHERE {doubt.given}" if doubt.given else ""
        found = self.rows(connection, f"SELECT {told} FROM {self.table(table)} AS {ROW}{given} LIMIT {MOST_VALUES}")  # noqa: S608
        keys: dict[_Row, list[str]] = {}
        names = [self.shown(column) for column in key]
        for row in found:
            values = _texts(row[: len(columns)])
            if sum(len(text or "") for text in values) <= self.longest:
                keys.setdefault(values, []).append(sample_of(names, row[len(columns) :]))
        trial = _Trial(self, shadow, table, value, doubt)
        rows = list(keys)
        refused = [one for place in trial.refused(rows) for one in keys[rows[place]]]
        samples = tuple(refused[:SAMPLES]) if key else ()
        return Tried(
            misfits=Misfits(rows=len(refused), samples=samples), values=trial.judged, is_complete=False, said=trial.said
        )

    def _values(self, connection: Connection, table: Name, doubt: Doubt) -> tuple[list[_Row], bool]:
        """Different ones, and whether these are all."""
        aliases = [f"tk_{number}" for number in range(len(doubt.values))]
        told = ", ".join(
            f"{self.told(column)} AS {name}" for column, name in zip(_sources(doubt), aliases, strict=True)
        )
        condition = f" WHERE {doubt.condition}" if doubt.condition else ""
        found = f"SELECT {told} FROM {self.table(table)} AS {ROW}{condition}"  # noqa: S608
        length = " + ".join(f"COALESCE(LENGTH({name}), 0)" for name in aliases)
        short = ", ".join(
            f"CASE WHEN {length} > {self.longest} THEN NULL ELSE {name} END AS {name}" for name in aliases
        )
        sql = (
            f"SELECT DISTINCT CASE WHEN {length} > {self.longest} THEN 1 ELSE 0 END AS tk_long, {short} "  # noqa: S608
            f"FROM ({found}) AS tk_values LIMIT {MOST_VALUES + 1}"
        )
        rows = self.rows(connection, sql)
        kept = [_texts(row[1:]) for row in rows if not row[0]]
        return kept[:MOST_VALUES], len(kept) == len(rows) <= MOST_VALUES

    def _among(self, rows: Sequence[_Row], doubt: Doubt) -> str:
        """The live rows that have one of these values."""
        columns = _sources(doubt)
        if len(columns) == 1:
            texts = [text for row in rows for text in row if text is not None]
            told = self.told(columns[0])
            some = [f"{told} IN ({', '.join(map(self.equal, texts))})"] if texts else []
            some += [f"{told} IS NULL"] if len(texts) < len(rows) else []
        else:
            some = [" AND ".join(map(self._same, columns, row)) for row in rows]
        return f"({' OR '.join(some)})"

    def _same(self, column: Column, text: str | None) -> str:
        told = self.told(column)
        return f"{told} IS NULL" if text is None else f"{told} = {self.equal(text)}"


@dataclass
class _Trial:
    """A table of values, and one that takes them converted. What the server does not take it refuses by itself."""

    trying: Trying
    shadow: Connection
    table: Name
    value: Value
    doubt: Doubt
    judged: int = 0
    said: str = ""
    _refused: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        # A driver that keeps prepared statements must not take one trial's tables for another's.
        which = secrets.token_hex(4)
        self._given, self._result = f"tk_values_{which}", f"tk_result_{which}"

    def refused(self, rows: Sequence[_Row]) -> list[int]:
        """The places of those that are."""
        self._end = time.monotonic() + _SECONDS
        self.trying.prepare(self.shadow)
        try:
            self._furnish(rows)
            # What is refused without rows is refused for another reason than its values.
            self._send(self._insertion(0, 0))
            for start in range(0, len(rows), _BATCH):
                self._judge(start, min(start + _BATCH, len(rows)))
            return self._refused
        finally:
            self.shadow.rollback()
            for name in (self._given, self._result):
                self._send(f"DROP TABLE IF EXISTS {name}")
            self.trying.restore(self.shadow)
            self.shadow.rollback()

    def _furnish(self, rows: Sequence[_Row]) -> None:
        trying = self.trying
        defined = ", ".join(f"{trying.quoted(one.name)} {trying.defined(one)}" for one in _sources(self.doubt))
        self._send(f"CREATE TEMPORARY TABLE {self._given} (tk_number INTEGER PRIMARY KEY, {defined})")
        column = self.value.column
        self._send(
            f"CREATE TEMPORARY TABLE {self._result} ({trying.quoted(column.name)} {trying.defined(column)}"
            f"{'' if column.nullable or self.value.using is None else ' NOT NULL'})"
        )
        for start in range(0, len(rows), _BATCH):
            told = ", ".join(self._row(start + place, row) for place, row in enumerate(rows[start : start + _BATCH]))
            self._send(f"INSERT INTO {self._given} VALUES {told}")  # noqa: S608

    def _row(self, number: int, row: _Row) -> str:
        values = [
            "NULL" if text is None else self.trying.literal(text, column)
            for text, column in zip(row, _sources(self.doubt), strict=True)
        ]
        return f"({', '.join([str(number), *values])})"

    def _insertion(self, start: int, end: int) -> str:
        assert self.value.source is not None
        name = self.trying.quoted(self.table.name)
        expression = self.value.using or self.trying.quoted(self.value.source.name)
        # The expression may say the name of now, or that of then.
        names = {column: one.source.name for one in self.doubt.values if one.source for column in _names(one)}
        rows = self._given
        if any(now != then for then, now in names.items()):
            quoted = self.trying.quoted
            listed = ", ".join(f"{quoted(now)} AS {quoted(then)}" for then, now in names.items())
            rows = f"(SELECT tk_number, {listed} FROM {rows})"  # noqa: S608
        return (
            f"INSERT INTO {self._result} SELECT {expression} FROM {rows} AS {name} "  # noqa: S608
            f"WHERE tk_number >= {start} AND tk_number < {end}"
        )

    def _judge(self, start: int, end: int) -> None:
        if time.monotonic() > self._end or len(self._refused) >= _MOST_REFUSED:
            return
        savepoint = self.shadow.begin_nested()
        try:
            self._send(self._insertion(start, end))
        except DBAPIError as error:
            if error.connection_invalidated:
                raise
            savepoint.rollback()
            if end - start == 1:
                self.judged += 1
                self._refused.append(start)
                self.said = self.said or _one_line(error)
                return
            middle = (start + end) // 2
            self._judge(start, middle)
            self._judge(middle, end)
        else:
            savepoint.commit()
            self.judged += end - start

    def _send(self, sql: str) -> None:
        self.shadow.exec_driver_sql(sql, execution_options={"no_parameters": True})


def _texts(values: Sequence[Any]) -> _Row:
    return tuple(None if value is None else str(value) for value in values)


def _one_line(error: DBAPIError) -> str:
    """Without the names of our tables, and the places of rows in them."""
    arguments: tuple[Any, ...] = getattr(error.orig, "args", ())
    # Drivers of MySQL tell a number and a text.
    said = arguments[1] if len(arguments) > 1 and isinstance(arguments[1], str) else str(error.orig)
    return _OURS.sub("", _PLACE.sub("", said.partition("\n")[0]))


def names_of(value: Value) -> set[str]:
    """What a column is called, now and then, without regard to case."""
    return {name.casefold() for name in _names(value)}


def _names(value: Value) -> list[str]:
    names = [value.column.name, *([value.source.name] if value.source else [])]
    return list(dict.fromkeys(names))


def _sources(doubt: Doubt) -> list[Column]:
    return [value.source for value in doubt.values if value.source is not None]
