"""What SQLite does for a statement: its program for it says so before it runs."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import Row
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.backends.catalogs.sqlite.spelling import quoted_name
from toolkit.backends.impacts.base import Send
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.values import Kind, Statement
from toolkit.impact import Blocks, Impact, TableImpact, Work

_LOCK = "write lock of the file"
_TEMPORARY = 1
"""The number of the database of temporary tables: https://www.sqlite.org/opcode.html#OpenRead."""
_ROOT_IN_REGISTER = 0x10
"""OPFLAG_P2ISREG: it opens what the same program makes."""
_WORKS = tuple(Work)

_OPENS = frozenset({"OpenRead", "OpenWrite", "ReopenIdx"})
_READS = frozenset({"Column", "Rowid", "RowData", "IdxRowid"})
_WRITES = frozenset({"Insert", "IdxInsert"})
_STEPS = frozenset({"Next", "Prev"})
_MISSING = re.compile(r"uses (\d+)")

Table = tuple[int, str]
"""The number of its database, and its name."""


class SQLiteImpacts:
    """SQLite has no locks but those of a file: whoever writes keeps all others from writing.

    In rollback mode readers wait too, for the moment in which a transaction commits; in WAL mode never.
    https://www.sqlite.org/lang_explain.html warns that programs change with versions: what is read of them here are the
    opening, walking and writing of a b-tree, which tests hold against what really happens.
    """

    def observe(self, connection: Connection, statement: Statement, send: Send) -> Impact:
        before = _schema(connection)
        program = _program(connection, statement)
        send(statement.sql)
        observed = _Observed(before=before, after=_schema(connection), program=program, statement=statement)
        return Impact(tables=tuple(observed.told()))

    def with_clause(self, sql: str, clause: str) -> str:
        # There is no such clause.
        return sql


@dataclass(frozen=True, kw_only=True)
class _Schema:
    """The tables and indexes of all databases but the temporary one."""

    names: Mapping[int, str]
    rows: Sequence[tuple[int, Row[Any]]]

    @cached_property
    def tables(self) -> dict[Table, Row[Any]]:
        return {
            (number, row.name): row
            for number, row in self.rows
            if row.type == "table" and not row.name.startswith("sqlite_")
        }

    @cached_property
    def owners(self) -> dict[tuple[int, int], Table]:
        """By the root page of a table or an index: whose rows are in it."""
        return {(number, row.rootpage): (number, row.tbl_name) for number, row in self.rows if row.rootpage}

    @cached_property
    def definitions(self) -> dict[Table, set[tuple[str, ...]]]:
        """Of a table and its parts, as they are written."""
        found: dict[Table, set[tuple[str, ...]]] = {}
        for number, row in self.rows:
            found.setdefault((number, row.tbl_name), set()).add((row.type, row.name, row.sql or ""))
        return found

    def indexes(self, table: Table) -> set[str]:
        return {name for kind, name, _ in self.definitions.get(table, ()) if kind == "index"}


def _schema(connection: Connection) -> _Schema:
    databases = connection.exec_driver_sql("PRAGMA database_list").all()
    names = {row.seq: row.name for row in databases if row.seq != _TEMPORARY}
    rows = [
        (number, row)
        for number, name in names.items()
        for row in connection.exec_driver_sql(
            f"SELECT type, name, tbl_name, rootpage, sql FROM {quoted_name(name)}.sqlite_master"  # noqa: S608
        )
    ]
    return _Schema(names=names, rows=rows)


def _program(connection: Connection, statement: Statement) -> Sequence[Row[Any]]:
    """Nothing of it is done yet. A PRAGMA is never asked about: some act while they are prepared."""
    if statement.kind in (Kind.READ, Kind.TRANSACTION) or Reader(statement.sql, "sqlite").word == "PRAGMA":
        return ()
    # The driver keeps what it prepared, by its text; a program that is only told is not prepared again when the schema
    # has changed, and telling it reads tables that are freed.
    question = f"EXPLAIN /* {uuid.uuid4().hex} */ {statement.sql}"
    try:
        return connection.exec_driver_sql(question).all()
    except DBAPIError as error:
        missing = _MISSING.search(str(error.orig))
    try:
        # What the program does is the same for any values.
        return connection.exec_driver_sql(question, (None,) * int(missing[1])).all() if missing else ()
    except DBAPIError:
        # The statement itself is refused with better words.
        return ()


@dataclass(frozen=True, kw_only=True)
class _Observed:
    """A statement, with all that is known of it."""

    before: _Schema
    after: _Schema
    program: Sequence[Row[Any]]
    statement: Statement

    def told(self) -> Iterator[TableImpact]:
        """What is worked on or defined anew."""
        works, writes = self._works(), self._writes()
        for table, row in self.before.tables.items():
            if table in works or self._is_defined_anew(table):
                yield TableImpact(
                    schema=self.before.names[table[0]] if table[0] else None,
                    name=row.name,
                    work=works.get(table, Work.NONE),
                    blocks=Blocks.WRITES if writes else Blocks.NOTHING,
                    lock=_LOCK if writes else None,
                )

    def _writes(self) -> bool:
        """Whether a file is written, and not temporary tables or a copy alone."""
        return not self.program or any(
            (op.opcode == "Transaction" and op.p1 != _TEMPORARY and op.p2) or (op.opcode == "Vacuum" and not op.p2)
            for op in self.program
        )

    def _is_defined_anew(self, table: Table) -> bool:
        return self.before.definitions[table] != self.after.definitions.get(table)

    def _works(self) -> dict[Table, Work]:
        found: dict[Table, Work] = {}
        for table, work in (*self._of_program(), *self._of_indexes()):
            found[table] = max(found.get(table, Work.NONE), work, key=_WORKS.index)
        return found

    def _of_program(self) -> Iterator[tuple[Table, Work]]:
        is_change = self.statement.kind is Kind.CHANGE
        cursors: dict[int, _Cursor] = {}
        for op in self.program:
            if op.addr == 0:
                # A trigger is a program of its own, with cursors of its own.
                cursors = {}
            if op.opcode in _OPENS:
                table = None if op.p5 & _ROOT_IN_REGISTER else self.before.owners.get((op.p3, op.p2))
                cursors[op.p1] = _Cursor(table=table)
                if table is not None and is_change and op.opcode == "OpenWrite":
                    yield table, Work.ROWS
            elif op.opcode == "RowCell" and op.p2 in cursors:
                # A row goes as it is from the second cursor to the first.
                cursors[op.p2].seen.add("RowData")
            elif (cursor := cursors.get(op.p1)) is not None and cursor.table is not None:
                work = cursor.done_by(op.opcode)
                if work is not None and not (is_change and work is Work.REWRITE):
                    yield cursor.table, work
            yield from self._of_whole(op)

    def _of_whole(self, op: Row[Any]) -> Iterator[tuple[Table, Work]]:
        """What is done to a whole b-tree at once, or by another statement that is called for."""
        if op.opcode in ("Destroy", "Clear"):
            database = op.p3 if op.opcode == "Destroy" else op.p2
            table = self.before.owners.get((database, op.p1))
            if table is not None:
                # Every page is read, to be given back, and with secure_delete written.
                yield table, Work.ROWS if self.statement.kind is Kind.CHANGE else Work.SCAN
        elif op.opcode == "Vacuum":
            work = Work.SCAN if op.p2 else Work.REWRITE
            yield from ((table, work) for table in self.before.tables if table[0] == op.p1)
        elif op.opcode == "VOpen":
            # https://www.sqlite.org/lang_altertable.html#altertabaddcol : a new column with a CHECK is tested on all
            # rows, by pragma_quick_check.
            yield from ((table, Work.SCAN) for table in self.before.tables if self._is_defined_anew(table))

    def _of_indexes(self) -> Iterator[tuple[Table, Work]]:
        rebuilt = {(op.p2, op.p1) for op in self.program if op.opcode == "Clear"}
        for number, row in self.before.rows:
            if row.type == "index" and (number, row.rootpage) in rebuilt and self.statement.kind is Kind.DEFINITION:
                yield (number, row.tbl_name), Work.INDEX
        for table in self.before.tables:
            if table in self.after.tables and self.after.indexes(table) - self.before.indexes(table):
                yield table, Work.INDEX


@dataclass(kw_only=True)
class _Cursor:
    """A place in a table, while a program is read."""

    table: Table | None
    seen: set[str] = field(default_factory=set)

    def done_by(self, opcode: str) -> Work | None:
        """What is done to all rows, once the step to the next one shows that it is done to all."""
        self.seen.add(opcode)
        if opcode == "Count":
            return Work.SCAN
        if opcode not in _STEPS:
            return None
        if not self.seen.isdisjoint(_WRITES):
            return Work.REWRITE
        # Whether there is any row is asked by a loop that reads none.
        return None if self.seen.isdisjoint(_READS) else Work.SCAN
