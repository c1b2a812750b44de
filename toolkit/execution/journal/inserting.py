"""Rows of the journal on their way: a definition waits for them, so that the INSERT is compiled once for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.engine import Connection
from sqlalchemy.sql.compiler import SQLCompiler


class Inserting:
    """An INSERT into one table, of all its columns, which hold texts and numbers that need no conversion."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._compiled: SQLCompiler | None = None

    def send(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write the rows, in the transaction that is open. There is at least one."""
        if connection.get_execution_options().get("schema_translate_map"):
            # Its schema is known only when it is sent.
            connection.execute(insert(self._table), [dict(row) for row in rows])
            return
        compiled = self._compiled
        if compiled is None or compiled.dialect is not connection.dialect:
            made = insert(self._table).compile(dialect=connection.dialect, column_keys=self._table.columns.keys())
            assert isinstance(made, SQLCompiler)
            compiled = self._compiled = made
        connection.exec_driver_sql(compiled.string, _parameters(compiled, rows))


def _parameters(compiled: SQLCompiler, rows: Sequence[Mapping[str, Any]]) -> Any:
    """As the driver wants them: one row by itself, so that the driver may send it as one statement."""
    names = compiled.positiontup
    found = [dict(row) for row in rows] if names is None else [tuple(row[name] for name in names) for row in rows]
    return found[0] if len(found) == 1 else found
