"""The trash of PostgreSQL: everything in it is a matter of names, in the transaction of the revision."""

# ruff: noqa: S608  the texts are put together of names that are quoted, and of what the server printed

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import Bound, Entry, Move, Rebuilt, Return, SchemaDrop, TypeDrop
from toolkit.backends.trash.naming import Naming
from toolkit.backends.trash.postgresql.column_returns import return_column
from toolkit.backends.trash.postgresql.columns import move_column
from toolkit.backends.trash.postgresql.finding import bytes_of, heirs, locate
from toolkit.backends.trash.postgresql.generated import bound
from toolkit.backends.trash.postgresql.names import quoted, resolve, resolve_permanent
from toolkit.backends.trash.postgresql.schemas import dropped_schemas, leave_schemas
from toolkit.backends.trash.postgresql.sending import count
from toolkit.backends.trash.postgresql.table_returns import return_table
from toolkit.backends.trash.postgresql.tables import move_table
from toolkit.backends.trash.postgresql.types import (
    dropped,
    dropped_types,
    is_needed_by_trash,
    located,
    made_type,
    purged,
    renamed,
    returning,
    word_of,
)

_HAS_CONSTRAINT = """
SELECT EXISTS (SELECT FROM pg_constraint WHERE conrelid = CAST(:oid AS oid) AND conname = CAST(:name AS name))
"""
_HAS_COLUMN = """
SELECT count(*) FROM pg_attribute
WHERE attrelid = CAST(:oid AS oid) AND attname = CAST(:column AS name) AND attnum > 0 AND NOT attisdropped
"""


class PostgreSQLTrash:
    """What a drop would refuse, and what it would take along, is found by dropping and taking that back."""

    def move_table(
        self, connection: Connection, table: Name, kept: str, *, cascade: bool, together: frozenset[Name]
    ) -> Move:
        return move_table(connection, table, kept, cascade=cascade, together=together)

    def move_column(
        self,
        connection: Connection,
        table: Name,
        column: str,
        kept: str,
        *,
        cascade: bool,
        together: Sequence[tuple[str, str]] = (),
    ) -> Move:
        return move_column(connection, table, column, kept, cascade=cascade)

    def return_table(self, connection: Connection, entry: Entry) -> Return:
        if entry.is_type:
            return Return(steps=returning(connection, entry))
        return return_table(connection, entry)

    def return_column(self, connection: Connection, entry: Entry, definition: str) -> Return:
        return return_column(connection, entry, definition)

    def rebuilt(self, connection: Connection, entry: Entry, successor: Name, filled_by: str = "") -> Rebuilt | None:
        # ALTER TABLE does here whatever a table would be made anew for.
        return None

    def copied(self, connection: Connection, entry: Entry, successor: Name, sql: str) -> str | None:
        """None: nothing is rebuilt."""
        return None

    def dropped_types(self, connection: Connection, sql: str) -> Sequence[TypeDrop]:
        word = word_of(sql)
        return [
            TypeDrop(name=name, word=word, is_needed=is_needed_by_trash(connection, name, word))
            for name in dropped_types(sql)
        ]

    def move_type(self, drop: TypeDrop, kept: str | None) -> str:
        return dropped(drop.name, drop.word) if kept is None else renamed(drop.name, kept, drop.word)

    def bound(self, connection: Connection, sql: str) -> Sequence[Bound]:
        return bound(connection, sql)

    def made_type(self, sql: str) -> Name | None:
        return made_type(sql)

    def dropped_schemas(self, connection: Connection, sql: str) -> SchemaDrop | None:
        return dropped_schemas(connection, sql)

    def leave_schemas(self, connection: Connection, drop: SchemaDrop, entries: Sequence[Entry]) -> tuple[str, ...]:
        return leave_schemas(connection, drop, entries)

    def naming(self, connection: Connection) -> Naming:
        """The names are folded already."""
        return Naming(schema=connection.scalar(text("SELECT current_schema()")))

    def home(self, connection: Connection, table: Name) -> str | None:
        """Where the search path leads."""
        found = resolve_permanent(connection, table)
        return table.schema if found is None else found.schema

    def find(self, connection: Connection, entry: Entry) -> Name | None:
        if entry.is_type:
            return located(connection, entry)
        found = locate(connection, entry)
        return None if found is None else Name(schema=found.schema, name=found.name)

    def exists(self, connection: Connection, table: Name, column: str | None) -> bool:
        found = resolve_permanent(connection, table)
        if found is None or not found.is_table:
            return False
        if column is None:
            return True
        return bool(connection.scalar(text(_HAS_COLUMN), {"oid": found.oid, "column": column}))

    def has_constraint(self, connection: Connection, table: Name, name: str | None) -> bool:
        found = resolve_permanent(connection, table)
        given = {"oid": found.oid if found else None, "name": name}
        return bool(connection.scalar(text(_HAS_CONSTRAINT), given))

    def is_temporary(self, connection: Connection, table: Name) -> bool:
        found = resolve(connection, table)
        return found is not None and found.is_temporary

    def is_empty(self, connection: Connection, table: Name) -> bool:
        question = f"SELECT 1 FROM {quoted(table.schema, table.name)} LIMIT 1"
        return connection.exec_driver_sql(question, execution_options={"no_parameters": True}).first() is None

    def purge(self, connection: Connection, entry: Entry) -> tuple[str, ...]:
        if entry.is_type:
            return purged(connection, entry)
        found = locate(connection, entry)
        if found is None:
            return ()
        if entry.column is not None:
            columns = [*(new for *_, new in reversed(entry.record["siblings"])), entry.kept]
            return (f"ALTER TABLE {found.written} {', '.join(f'DROP COLUMN {quoted(name)}' for name in columns)}",)
        own = {new for kind, _, _, new in entry.record["renamed"] if kind == "table"}
        steps, gone = [], {found.oid: found}
        for heir in heirs(connection, found):
            if heir.table.name in own:
                gone[heir.table.oid] = heir.table
            elif heir.is_partition:
                steps.append(f"ALTER TABLE {gone[heir.parent].written} DETACH PARTITION {heir.table.written}")
            else:
                steps.append(f"ALTER TABLE {heir.table.written} NO INHERIT {gone[heir.parent].written}")
        return (*steps, f"DROP TABLE {', '.join(table.written for table in gone.values())}")

    def size(self, connection: Connection, entry: Entry) -> tuple[int | None, int | None]:
        if entry.is_type:
            return 0, 0
        found = locate(connection, entry)
        if found is None:
            return None, None
        if entry.column is None:
            return _number(count(connection, f"SELECT count(*) FROM {found.written}")), bytes_of(connection, found)
        column = quoted(entry.kept)
        rows = count(connection, f"SELECT count({column}) FROM {found.written}")
        size = count(connection, f"SELECT sum(pg_column_size({column})) FROM {found.written}")
        return _number(rows), _number(size)


def _number(found: int | str) -> int | None:
    """None where the server would not say."""
    return found if isinstance(found, int) else None
