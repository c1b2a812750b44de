"""How MySQL and MariaDB keep dropped things: renamed in place, so that nothing is copied and no write is lost."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.backends.base import is_mariadb
from toolkit.backends.catalogs.innodb.texts import quoted
from toolkit.backends.sessions.innodb import code_of
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import Bound, Entry, Move, Rebuilt, Return, SchemaDrop, TypeDrop
from toolkit.backends.trash.innodb.columns import move_column
from toolkit.backends.trash.innodb.databases import refuse_dropped
from toolkit.backends.trash.innodb.reading import (
    UNPREPARED,
    bytes_of,
    database_of,
    has_column,
    is_table,
    naming_of,
    number,
    owner_of,
    spelled,
)
from toolkit.backends.trash.innodb.returning import return_column
from toolkit.backends.trash.innodb.tables import move_table, return_table
from toolkit.backends.trash.naming import Naming

# https://dev.mysql.com/doc/mysql-errors/9.1/en/server-error-reference.html, https://mariadb.com/kb/en/mariadb-error-codes/
_NOT_SHOWN = frozenset({1044, 1049, 1051, 1142, 1146, 1347, 1356})
"""There is none of the name, it is something else, or this user may not see it."""
_NOT_READ = frozenset({1142, 1143, 1205, 1213, 1356, 3572})
"""Locked, or this user may not read or lock it."""


class InnoDBTrash:
    """The same on both servers. Every step commits by itself."""

    def move_table(
        self, connection: Connection, table: Name, kept: str, *, cascade: bool, together: frozenset[Name]
    ) -> Move:
        """Rename it, without its foreign keys and triggers, and without what would take names from another table."""
        return move_table(connection, table, kept, together)

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
        """Rename and hide it. ``together`` are all that one statement drops, with their new names, in order."""
        return move_column(connection, table, column, kept, together)

    def return_table(self, connection: Connection, entry: Entry) -> Return:
        """Rename it back, with all that it had. Raises CommandRefused if it is gone."""
        return return_table(connection, entry)

    def return_column(self, connection: Connection, entry: Entry, definition: str) -> Return:
        """Rename it back. It is what it was, whatever ``definition`` says: only so are its values too."""
        return return_column(connection, entry)

    def rebuilt(self, connection: Connection, entry: Entry, successor: Name, filled_by: str = "") -> Rebuilt | None:
        """Nobody rebuilds a table by hand where ALTER TABLE does it."""
        return None

    def copied(self, connection: Connection, entry: Entry, successor: Name, sql: str) -> str | None:
        """None: nothing is rebuilt."""
        return None

    def dropped_types(self, connection: Connection, sql: str) -> Sequence[TypeDrop]:
        """None: types have no names of their own here."""
        return ()

    def move_type(self, drop: TypeDrop, kept: str | None) -> str:
        """Never asked for."""
        raise NotImplementedError(drop)

    def bound(self, connection: Connection, sql: str) -> Sequence[Bound]:
        """None: of a generated column only the definition is kept."""
        return ()

    def made_type(self, sql: str) -> Name | None:
        """None, likewise."""
        return None

    def dropped_schemas(self, connection: Connection, sql: str) -> SchemaDrop | None:
        """None: what would lose rows is refused."""
        refuse_dropped(connection, sql)
        return None

    def leave_schemas(self, connection: Connection, drop: SchemaDrop, entries: Sequence[Entry]) -> tuple[str, ...]:
        """Never asked for."""
        raise NotImplementedError(drop)

    def naming(self, connection: Connection) -> Naming:
        """Tables are files, which some systems call alike in capitals and in small letters."""
        return naming_of(connection)

    def home(self, connection: Connection, table: Name) -> str | None:
        """There is no search path."""
        return table.schema

    def find(self, connection: Connection, entry: Entry) -> Name | None:
        """A generated column, of which only the definition is kept, is where its table is."""
        schema = database_of(connection, entry.table)
        if entry.column is None:
            name = entry.kept if is_table(connection, schema, entry.kept) else None
        elif entry.record.get("is_generated"):
            name = entry.table.name if is_table(connection, schema, entry.table.name) else None
        else:
            name = owner_of(connection, schema, entry.kept)
        # Said or not said as before: whoever compares the two means the same table.
        return None if name is None else Name(schema=entry.table.schema, name=name)

    def exists(self, connection: Connection, table: Name, column: str | None) -> bool:
        """Views do not count."""
        schema = database_of(connection, table)
        if not is_table(connection, schema, table.name):
            return False
        return column is None or has_column(connection, schema, table.name, column)

    def has_constraint(self, connection: Connection, table: Name, name: str | None) -> bool:
        """Keys of other tables do not come back with the one that they refer to."""
        return False

    def is_temporary(self, connection: Connection, table: Name) -> bool:
        """Only SHOW CREATE TABLE tells: information_schema knows none of them, also where one hides a table."""
        asked = f"SHOW CREATE TABLE {spelled(table)}"
        try:
            row = connection.exec_driver_sql(asked, execution_options=UNPREPARED).one()
        except DBAPIError as error:
            if code_of(error) not in _NOT_SHOWN:
                raise
            return False
        return str(row[1]).upper().startswith("CREATE TEMPORARY ")

    def is_empty(self, connection: Connection, table: Name) -> bool:
        """What others have written counts as soon as they have: an older snapshot would not show it."""
        locking = "LOCK IN SHARE MODE" if is_mariadb(connection) else "FOR SHARE"
        asked = f"SELECT 1 FROM {spelled(table)} LIMIT 1 {locking} NOWAIT"  # noqa: S608
        try:
            return connection.exec_driver_sql(asked, execution_options=UNPREPARED).first() is None
        except DBAPIError as error:
            if code_of(error) not in _NOT_READ:
                raise
            # Somebody is writing: there are rows, or will be.
            return False

    def purge(self, connection: Connection, entry: Entry) -> tuple[str, ...]:
        """Of a generated column there is nothing left."""
        table = self.find(connection, entry)
        if table is None or entry.record.get("is_generated"):
            return ()
        if entry.column is None:
            return (f"DROP TABLE {spelled(table)}",)
        return (f"ALTER TABLE {spelled(table)} DROP COLUMN {quoted(entry.kept)}",)

    def size(self, connection: Connection, entry: Entry) -> tuple[int | None, int | None]:
        """Bytes of a column are those of its values; those of a table are the server's estimate."""
        table = self.find(connection, entry)
        if table is None or entry.record.get("is_generated"):
            return None, None
        if entry.column is None:
            rows = number(connection, f"SELECT COUNT(*) FROM {spelled(table)}")  # noqa: S608
            return rows, bytes_of(connection, database_of(connection, table), table.name)
        kept = quoted(entry.kept)
        rows = number(connection, f"SELECT COUNT({kept}) FROM {spelled(table)}")  # noqa: S608
        return rows, number(connection, f"SELECT SUM(LENGTH({kept})) FROM {spelled(table)}")  # noqa: S608
