"""A database on which things go to the trash and come back as the executor sends them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sqlalchemy import Connection, create_engine

from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import Entry, Rebuilt, Return
from toolkit.backends.trash.sqlite import SQLiteTrash

KEPT = "tktrash_0123abcd_t"


class Desk:
    """A connection, and what is done over it. Each step is a statement."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.trash = SQLiteTrash()
        self.left: list[Entry] = []
        """The columns that rebuilds have left behind."""

    def run(self, *statements: str) -> None:
        for statement in statements:
            self.connection.exec_driver_sql(statement)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        return [tuple(row) for row in self.connection.exec_driver_sql(query)]

    def value(self, query: str) -> object:
        return self.connection.exec_driver_sql(query).scalar()

    def schema(self, name: str = "main") -> set[tuple[object, ...]]:
        """All that is stored of it; in which place of its table a row stands does not count."""
        return set(self.rows(f'SELECT type, name, tbl_name, "sql" FROM "{name}".sqlite_master'))

    def moves(self, table: Name | str, kept: str = KEPT) -> Entry:
        """The table is in the trash, and the record has been in the journal."""
        name = table if isinstance(table, Name) else Name(name=table)
        move = self.trash.move_table(self.connection, name, kept, cascade=False, together=frozenset({name}))
        self.run(*move.steps)
        return Entry(table=name, column=None, kept=kept, record=json.loads(json.dumps(dict(move.record))))

    def moves_column(self, table: Name | str, column: str, kept: str = KEPT) -> Entry:
        name = table if isinstance(table, Name) else Name(name=table)
        move = self.trash.move_column(self.connection, name, column, kept, cascade=False)
        self.run(*move.steps)
        return Entry(table=name, column=column, kept=kept, record=json.loads(json.dumps(dict(move.record))))

    def returns(self, entry: Entry, definition: str = "") -> Return:
        came = (
            self.trash.return_table(self.connection, entry)
            if entry.column is None
            else self.trash.return_column(self.connection, entry, definition)
        )
        self.run(*came.steps)
        return came

    def rebuilds(self, entry: Entry, successor: str) -> tuple[Rebuilt, list[Entry]]:
        """The successor takes the name of the table in the trash."""
        rebuilt = self.trash.rebuilt(self.connection, entry, Name(schema=entry.table.schema, name=successor))
        assert rebuilt is not None
        self.run(*rebuilt.steps, f'ALTER TABLE "{successor}" RENAME TO "{entry.table.name}"')
        return rebuilt, [
            replace(entry, column=column, kept=kept, record=json.loads(json.dumps(dict(record))))
            for column, kept, record in rebuilt.columns
        ]


@contextmanager
def desk_in(url: str, *statements: str, foreign_keys: bool = False) -> Iterator[Desk]:
    """In a transaction that holds the lock, after these statements. Damage of the file is found at the end."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            desk = Desk(connection)
            desk.run(f"PRAGMA foreign_keys = {int(foreign_keys)}", *statements)
            connection.commit()
            desk.run("BEGIN IMMEDIATE")
            yield desk
            connection.commit()
            assert desk.rows("PRAGMA integrity_check") == [("ok",)]
            assert desk.value("PRAGMA legacy_alter_table") == 0
            assert desk.value("PRAGMA writable_schema") == 0
    finally:
        engine.dispose()
