"""How fast this server works on a table: tried on a shadow that holds some of its rows."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, TextClause, text
from sqlalchemy.exc import SQLAlchemyError

from toolkit.backends.catalogs.register import reader_of
from toolkit.backends.copies.register import copies_of
from toolkit.backends.sql.values import Name
from toolkit.backends.trials.base import Trials
from toolkit.backends.trials.register import trials_of
from toolkit.capacity import TableSize
from toolkit.catalog.members import Column
from toolkit.catalog.values import Table
from toolkit.planning.durations import Piece, worked_bytes
from toolkit.shadow.life import Original, shadow_of

SAMPLE = 16 * 1024 * 1024
"""Bytes of rows that are tried with: a second or two of work."""
MOST_ROWS = 50_000
_BATCH = 1000
_FIRST = 3
"""Which part of the rows is there the first time: a third."""
_GROWN = 1.5
"""How much longer the larger one must take, for the difference to be more than chance."""
_WITHOUT_INDEX = ("json", "text", "blob", "bytea", "geometry", "point", "xml", "tsvector", "[]", "polygon")


@dataclass(frozen=True, kw_only=True)
class Measuring:
    """``live`` is only read."""

    backend: str
    live: Connection
    original: Original

    def of(self, size: TableSize) -> Sequence[Piece]:
        """The rates for one table; none where that cannot be tried."""
        trials, name = trials_of(self.backend), Name(schema=size.schema, name=size.name)
        if trials is None or not size.rows:
            return ()
        # It makes the answer surer; without it there is one all the same.
        with suppress(SQLAlchemyError), shadow_of(self.original) as shadow:
            return tuple(self._tried(trials, name, size, shadow))
        return ()

    def _tried(self, trials: Trials, name: Name, size: TableSize, shadow: Connection) -> Iterator[Piece]:
        copies, read = copies_of(self.backend), reader_of(self.backend)
        assert copies is not None
        assert read is not None
        copies.apply(shadow, copies.definitions(self.live, [name]))
        schemas = () if name.schema is None else (name.schema,)
        found = [one for one in read(shadow, schemas).tables if (one.schema, one.name) == (name.schema, name.name)]
        shadow.rollback()
        if not found or not found[0].columns:
            return
        [table] = found
        alone = shadow.execution_options(isolation_level="AUTOCOMMIT")
        trials.prepare(alone, name)
        rounds = [
            tuple(self._round(trials, table, trials.filled(alone, size, rows), alone))
            for rows in self._filled(trials, table, size, alone)
        ]
        for pieces in zip(*rounds, strict=True):
            yield from _telling(*pieces)

    def _round(self, trials: Trials, table: Table, filled: TableSize, shadow: Connection) -> Iterator[Piece]:
        column = _quoted(shadow, _indexable(table).name)
        for trial in trials.trials(_named(shadow, table), column):
            started = time.perf_counter()
            shadow.exec_driver_sql(trial.sql.replace("%", "%%"))
            seconds = (time.perf_counter() - started) * trial.slower
            if trial.undo is not None:
                shadow.exec_driver_sql(trial.undo.replace("%", "%%"))
            amount = worked_bytes(trial.work, filled)
            yield Piece(work=trial.work, algorithm=trial.algorithm, bytes=amount, seconds=seconds)

    def _filled(self, trials: Trials, table: Table, size: TableSize, shadow: Connection) -> Iterator[int]:
        """How many rows there are, twice: when a part of them is there, and when all are."""
        wanted = min(MOST_ROWS, max(int(SAMPLE / max(size.data_bytes / size.rows, 1)), 1))
        columns = [column for column in table.columns if column.computed is None]
        told = ", ".join(trials.as_text(_quoted(self.live, column.name)) for column in columns)
        found = self.live.execute(text(_escaped(f"SELECT {told} FROM {_named(self.live, table)} LIMIT {wanted}")))  # noqa: S608  names are quoted
        there = 0
        for place, rows in enumerate(found.partitions(_BATCH), start=1):
            shadow.execute(_insert(shadow, table, columns), [_numbered(row) for row in rows])
            there += len(rows)
            if place * _BATCH == wanted // (_FIRST * _BATCH) * _BATCH:
                yield there
        yield there


def _telling(first: Piece, *later: Piece) -> Iterator[Piece]:
    """The larger one, and what it took more than the smaller: without what each takes whatever its size."""
    if not later:
        yield first
    for larger in later:
        yield larger
        if larger.seconds > first.seconds * _GROWN and larger.bytes > first.bytes:
            more, longer = larger.bytes - first.bytes, larger.seconds - first.seconds
            yield replace(larger, bytes=more, seconds=longer)
        else:
            yield first


def _insert(shadow: Connection, table: Table, columns: Sequence[Column]) -> TextClause:
    names = _escaped(", ".join(_quoted(shadow, column.name) for column in columns))
    places = ", ".join(_numbered([f":c{place}" for place in range(len(columns))]).values())
    overriding = " OVERRIDING SYSTEM VALUE" if any("ALWAYS" in (column.identity or "") for column in columns) else ""
    return text(f"INSERT INTO {_escaped(_named(shadow, table))} ({names}){overriding} VALUES ({places})")  # noqa: S608  names are quoted


def _numbered(values: Sequence[Any]) -> dict[str, Any]:
    return {f"c{place}": value for place, value in enumerate(values)}


def _indexable(table: Table) -> Column:
    """One that an index can be made of, and that is no key already: its values are in no order as a rule."""
    key = () if table.primary_key is None else table.primary_key.columns
    fit = [c for c in table.columns if not any(word in c.type.lower() for word in _WITHOUT_INDEX)]
    return next((column for column in reversed(fit) if column.name not in key), table.columns[0])


def _quoted(connection: Connection, name: str) -> str:
    preparer = connection.dialect.identifier_preparer
    quoted = preparer.quote_identifier(name)
    # SQLAlchemy doubles a percent sign where the driver would take it for a parameter; so does whatever sends this.
    return quoted.replace("%%", "%") if preparer._double_percents else quoted


def _named(connection: Connection, table: Table) -> str:
    return ".".join(_quoted(connection, part) for part in (table.schema, table.name) if part is not None)


def _escaped(sql: str) -> str:
    """A colon in a name is no parameter."""
    return sql.replace(":", "\\:")
