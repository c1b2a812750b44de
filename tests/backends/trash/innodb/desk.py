"""A database with its trash, as the executor uses it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import PREFIX, Entry, Move, Return
from toolkit.backends.trash.innodb.trash import InnoDBTrash


@dataclass(kw_only=True)
class Desk:
    """One connection. Records pass through JSON's types only."""

    connection: sa.Connection
    backend: str
    trash: InnoDBTrash = field(default_factory=InnoDBTrash)

    @property
    def is_mariadb(self) -> bool:
        return self.backend == "mariadb"

    def run(self, *statements: str) -> None:
        for statement in statements:
            self.connection.exec_driver_sql(statement, execution_options={"no_parameters": True})

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        found = self.connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
        return [tuple(row) for row in found]

    def value(self, statement: str) -> Any:
        return self.rows(statement)[0][0]

    def show(self, table: str = "t") -> str:
        return str(self.rows(f"SHOW CREATE TABLE `{table}`")[0][1])

    def tables(self) -> list[str]:
        return sorted(row[0] for row in self.rows("SHOW TABLES"))

    def number_of(self, statement: str) -> int | None:
        """The number of the error that the server raises."""
        try:
            self.run(statement)
        except sa.exc.DBAPIError as error:
            assert error.orig is not None
            return int(error.orig.args[0])
        return None

    def move_table(self, table: str = "t", together: Sequence[str] = ()) -> tuple[Move, Entry]:
        """Moved, not yet sent."""
        name = Name(name=table)
        others = frozenset(Name(name=other) for other in together) | {name}
        kept = f"{PREFIX}1_{table}"
        move = self.trash.move_table(self.connection, name, kept, cascade=False, together=others)
        return move, Entry(table=name, column=None, kept=kept, record=move.record)

    def move_column(
        self, column: str = "c", table: str = "t", together: Sequence[tuple[str, str]] = ()
    ) -> tuple[Move, Entry]:
        name, kept = Name(name=table), f"{PREFIX}1_{column}"
        move = self.trash.move_column(self.connection, name, column, kept, cascade=False, together=together)
        return move, Entry(table=name, column=column, kept=kept, record=move.record)

    def drop_table(self, table: str = "t", together: Sequence[str] = ()) -> Entry:
        move, entry = self.move_table(table, together)
        self.run(*move.steps)
        return entry

    def drop_column(self, column: str = "c", table: str = "t") -> Entry:
        move, entry = self.move_column(column, table)
        self.run(*move.steps)
        return entry

    def restore(self, entry: Entry, definition: str = "") -> Return:
        if entry.column is None:
            came = self.trash.return_table(self.connection, entry)
        else:
            came = self.trash.return_column(self.connection, entry, definition)
        self.run(*came.steps)
        return came


@contextmanager
def desk_of(database: Database, *, autocommit: bool = True) -> Iterator[Desk]:
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    if autocommit:
        engine = engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield Desk(connection=connection, backend=database.backend)
    engine.dispose()
