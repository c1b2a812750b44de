"""How SQLite keeps dropped things: a table renamed, the values of a column in a side table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.engine import Connection

from toolkit.backends.catalogs.sqlite.spelling import quoted_name
from toolkit.backends.catalogs.sqlite.tokens import lower
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import Bound, Entry, Move, Rebuilt, Return, SchemaDrop, TypeDrop
from toolkit.backends.trash.naming import Naming
from toolkit.backends.trash.sqlite.columns import move_column, owner_of, return_column
from toolkit.backends.trash.sqlite.copies import copied
from toolkit.backends.trash.sqlite.rebuilds import rebuild
from toolkit.backends.trash.sqlite.schema import Found, columns_of, count, find_table
from toolkit.backends.trash.sqlite.sides import VALUE
from toolkit.backends.trash.sqlite.tables import move_table, return_table
from toolkit.errors import CommandRefused


class SQLiteTrash:
    """Everything happens inside a transaction that has begun as IMMEDIATE: nobody writes in between."""

    def move_table(
        self, connection: Connection, table: Name, kept: str, *, cascade: bool, together: frozenset[Name]
    ) -> Move:
        """Rename it, without its indexes and triggers. Raises what the server would have said to the drop."""
        return move_table(connection, table, kept)

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
        """Keep its values in a side table. Where the server refuses the drop, it does so at the last step."""
        return move_column(connection, table, column, kept)

    def return_table(self, connection: Connection, entry: Entry) -> Return:
        """Rename it back, and make its indexes and triggers. Raises CommandRefused if it is gone."""
        return return_table(connection, entry, self._kept(connection, entry))

    def return_column(self, connection: Connection, entry: Entry, definition: str) -> Return:
        """Add it, or fill the one that is there. Raises CommandRefused if it, its table or its key is gone."""
        return return_column(connection, entry, self._kept(connection, entry), definition)

    def rebuilt(self, connection: Connection, entry: Entry, successor: Name, filled_by: str = "") -> Rebuilt | None:
        """Keep the columns that the successor does not have, and drop the rest. None if rows would be lost."""
        old, new = _kept(connection, entry), find_table(connection, successor)
        return None if old is None or new is None else rebuild(connection, entry, old, new, filled_by)

    def copied(self, connection: Connection, entry: Entry, successor: Name, sql: str) -> str | None:
        """With them where the column must not be NULL."""
        side, new = _kept(connection, entry), find_table(connection, successor)
        return None if side is None or new is None else copied(entry, side, new, sql)

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
        """None: a schema is a file, which no statement removes."""
        return None

    def leave_schemas(self, connection: Connection, drop: SchemaDrop, entries: Sequence[Entry]) -> tuple[str, ...]:
        """Never asked for."""
        raise NotImplementedError(drop)

    def naming(self, connection: Connection) -> Naming:
        """Capitals are small letters."""
        return Naming(schema="main", fold_table=lower, fold_column=lower)

    def home(self, connection: Connection, table: Name) -> str | None:
        """One of the databases that are attached."""
        found = find_table(connection, table)
        return table.schema if found is None else found.schema

    def find(self, connection: Connection, entry: Entry) -> Name | None:
        """For a column its table if that has kept its name, else the side table."""
        kept = _kept(connection, entry)
        if kept is None:
            return None
        owner = None if entry.column is None else owner_of(connection, entry)
        name = kept.name if owner is None else owner.name
        # Said or not said as before: whoever compares the two means the same table.
        return Name(schema=entry.table.schema, name=name)

    def exists(self, connection: Connection, table: Name, column: str | None) -> bool:
        """Views do not count."""
        found = find_table(connection, table)
        if found is None or found.kind != "table":
            return False
        return column is None or lower(column) in columns_of(connection, found)

    def has_constraint(self, connection: Connection, table: Name, name: str | None) -> bool:
        """Keys of other tables do not come back with the one that they refer to."""
        return False

    def is_temporary(self, connection: Connection, table: Name) -> bool:
        """An unqualified name means a temporary table first."""
        if table.schema is not None:
            return lower(table.schema) == "temp"
        named = "SELECT 1 FROM sqlite_temp_master WHERE type = 'table' AND name = ? COLLATE NOCASE"
        return connection.exec_driver_sql(named, (table.name,)).first() is not None

    def is_empty(self, connection: Connection, table: Name) -> bool:
        """A table that is not there has no rows."""
        found = find_table(connection, table)
        # Not a count: there may be many.
        rows = None if found is None else connection.exec_driver_sql(f"SELECT 1 FROM {found.spelled} LIMIT 1").first()  # noqa: S608
        return rows is None

    def purge(self, connection: Connection, entry: Entry) -> tuple[str, ...]:
        """Nothing refers to it, so no row of another table changes."""
        kept = _kept(connection, entry)
        return () if kept is None else (f"DROP TABLE {kept.spelled}",)

    def size(self, connection: Connection, entry: Entry) -> tuple[int | None, int | None]:
        """Bytes only where SQLite was built with dbstat."""
        kept = _kept(connection, entry)
        if kept is None:
            return None, None
        told = "" if entry.column is None else f" WHERE {quoted_name(VALUE)} IS NOT NULL"
        return count(connection, kept.spelled + told), _bytes(connection, kept)

    def _kept(self, connection: Connection, entry: Entry) -> Found:
        kept = _kept(connection, entry)
        if kept is None:
            raise CommandRefused(f"{entry.kept} is not in the database any more.")
        return kept


def _kept(connection: Connection, entry: Entry) -> Found | None:
    # Where it was found when it was moved, which an unqualified name does not say.
    schema = entry.table.schema or entry.record.get("schema")
    table = replace(entry.table, schema=schema, name=entry.kept)
    return find_table(connection, table)


def _bytes(connection: Connection, table: Found) -> int | None:
    """Of the table, its indexes, and the shadows of a virtual one."""
    modules = connection.exec_driver_sql("SELECT 1 FROM pragma_module_list WHERE name = 'dbstat'")
    if modules.first() is None:
        return None
    shadows = f"{table.name}_" if table.is_virtual else table.name
    size = connection.exec_driver_sql(
        "SELECT sum(d.pgsize) FROM dbstat AS d "  # noqa: S608
        f"JOIN {quoted_name(table.schema)}.sqlite_master AS m ON d.name = m.name "
        "WHERE d.schema = ? AND d.aggregate AND (m.tbl_name = ? OR substr(m.tbl_name, 1, ?) = ? AND ?)",
        (table.schema, table.name, len(shadows), shadows, table.is_virtual),
    ).scalar()
    return None if size is None else int(size)
