"""Drops become moves to the trash, and what a downgrade makes again comes back from it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.engine import Connection

from toolkit.backends.sql.values import (
    ColumnDrop,
    ColumnMade,
    Kind,
    Name,
    PartMade,
    Renamed,
    RowsInserted,
    Statement,
    TableDrop,
    TableMade,
)
from toolkit.backends.trash.base import IS_TYPE, Entry, SchemaDrop, Trash, TypeDrop
from toolkit.backends.trash.naming import Key
from toolkit.execution.exchange import Exchange, as_entry
from toolkit.execution.holdings import Holdings
from toolkit.execution.journal.records import Trashed


@dataclass(kw_only=True)
class Keeper(Holdings):
    """The trash of one database during a run. Statements pass in the order in which they are sent."""

    trash: Trash
    follows: bool = False
    """Whether it is told of every statement that passes; else the server is asked each time what a name means."""
    _may_be_elsewhere: bool = False
    """Whether USE, SET search_path or what is not understood has passed."""

    def passes(self, statement: Statement) -> None:
        """The statement is about to be sent: from then on a name may mean another thing."""
        self._may_be_elsewhere |= statement.kind in (Kind.SESSION, Kind.OPAQUE)

    def exchange(self, connection: Connection, statement: Statement) -> Exchange | None:
        """What to send in place of the statement; None where it goes as it is."""
        effects = statement.effects
        is_asked = self._may_be_elsewhere or not self.follows
        if is_asked and (statement.kind is Kind.DEFINITION or (effects and self._tables_back)):
            self.naming = self.trash.naming(connection)
        if not effects:
            return self._exchange_others(connection, statement) if statement.kind is Kind.DEFINITION else None
        if isinstance(effects[0], RowsInserted):
            self._filled_by[self.naming.key(effects[0].table)] = statement.sql
            return self._exchange_copy(connection, statement, effects[0].table)
        drops = [effect for effect in effects if isinstance(effect, TableDrop | ColumnDrop)]
        if drops and self.keeps:
            return self._exchange_drops(connection, statement, drops)
        if isinstance(effects[0], Renamed) and effects[0].column is None and len(effects) == 1:
            return self._exchange_rebuild(connection, statement, effects[0])
        if self.direction == "downgrade":
            return self._exchange_making(connection, statement)
        return None

    def _exchange_drops(
        self, connection: Connection, statement: Statement, drops: Sequence[TableDrop | ColumnDrop]
    ) -> Exchange | None:
        moved = [drop for drop in drops if self._is_kept(connection, drop)]
        if not moved:
            return None
        # What is refused must be refused before anything is moved.
        plain = tuple(_plain_drop(connection, drop) for drop in drops if drop not in moved and self._is_sent(drop))
        if isinstance(drops[0], TableDrop):
            exchange = self._exchange_tables(connection, frozenset(drop.table for drop in drops), moved)
        else:
            exchange = self._exchange_columns(connection, moved)
        # CREATE OR REPLACE is a drop, and what is left to do.
        others = (statement.others,) if statement.others is not None else ()
        return replace(exchange, steps=(*plain, *exchange.steps, *others))

    def _is_sent(self, drop: TableDrop | ColumnDrop) -> bool:
        column = drop.column if isinstance(drop, ColumnDrop) else None
        return not drop.if_exists or self.naming.key(drop.table, column) in self.made

    def _is_kept(self, connection: Connection, drop: TableDrop | ColumnDrop) -> bool:
        """Not what is not there, is temporary, or was made by this very run and never held a row."""
        column = drop.column if isinstance(drop, ColumnDrop) else None
        if self.trash.is_temporary(connection, drop.table) or not self.trash.exists(connection, drop.table, column):
            return False
        dropped = self._key_at_home(connection, drop.table, column)
        if any(self.key_of(entry) == dropped for entry in self.of_this_revision()):
            # A downgrade makes both again, the last one first, and must tell them apart.
            return True
        made = self.made & {self.naming.key(drop.table), self.naming.key(drop.table, column)}
        return not (made and self._is_empty(connection, drop.table))

    def _key_at_home(self, connection: Connection, table: Name, column: str | None) -> Key:
        """Of a table that is there, which need not be where the server makes tables."""
        return self.naming.key(replace(table, schema=self.trash.home(connection, table)), column)

    def _is_empty(self, connection: Connection, table: Name) -> bool:
        return self.trash.is_empty(connection, table)

    def _exchange_tables(
        self, connection: Connection, together: frozenset[Name], moved: Sequence[TableDrop | ColumnDrop]
    ) -> Exchange:
        steps: list[str] = []
        put: list[Trashed] = []
        for drop in moved:
            entry = self.new_entry(drop.table, None)
            move = self.trash.move_table(connection, drop.table, entry.kept, cascade=drop.cascade, together=together)
            steps += move.steps
            put.append(replace(entry, record=move.record))
        return Exchange(steps=tuple(steps), put=tuple(put))

    def _exchange_columns(self, connection: Connection, moved: Sequence[TableDrop | ColumnDrop]) -> Exchange:
        steps: list[str] = []
        put: list[Trashed] = []
        entries = [(drop, self.new_entry(drop.table, drop.column)) for drop in moved if isinstance(drop, ColumnDrop)]
        together = [(drop.column, entry.kept) for drop, entry in entries]
        for drop, entry in entries:
            move = self.trash.move_column(
                connection, drop.table, drop.column, entry.kept, cascade=drop.cascade, together=together
            )
            steps += move.steps
            put.append(replace(entry, record=move.record))
        return Exchange(steps=tuple(steps), put=tuple(put))

    def _exchange_others(self, connection: Connection, statement: Statement) -> Exchange | None:
        schemas = self.trash.dropped_schemas(connection, statement.sql) if self.keeps else None
        if schemas is not None:
            return self._exchange_schemas(connection, statement, schemas)
        return self._exchange_types(connection, statement) or self._exchange_bound(connection, statement)

    def _exchange_schemas(self, connection: Connection, statement: Statement, schemas: SchemaDrop) -> Exchange | None:
        """Its tables go to the trash, and all of the trash leaves it, before it is dropped."""
        drops = [TableDrop(table=table, cascade=True) for table in schemas.tables]
        moved = [drop for drop in drops if self._is_kept(connection, drop)]
        exchange = self._exchange_tables(connection, frozenset(schemas.tables), moved)
        types = [(TypeDrop(name=name), self.new_entry(name, None)) for name in schemas.types]
        put = (*exchange.put, *(replace(entry, record={IS_TYPE: drop.word}) for drop, entry in types))
        left = self.trash.leave_schemas(connection, schemas, [as_entry(entry) for entry in put])
        if not left:
            return None
        renamed = [self.trash.move_type(drop, entry.kept) for drop, entry in types]
        return Exchange(steps=(*exchange.steps, *renamed, *left, statement.sql), put=put)

    def _exchange_types(self, connection: Connection, statement: Statement) -> Exchange | None:
        """A type, or sequence, that the trash needs cannot be dropped, and comes back before what needs it does."""
        made = self.trash.made_type(statement.sql)
        if made is not None and self.direction == "downgrade":
            found = self.returning(self.naming.key(made), made, is_type=True)
            came = None if found is None else self.trash.return_table(connection, as_entry(found))
            return None if found is None or came is None else Exchange(steps=came.steps, back=(found.id,))
        dropped = self.trash.dropped_types(connection, statement.sql) if self.entries and self.keeps else ()
        if not any(drop.is_needed for drop in dropped):
            return None
        moves = [(drop, self.new_entry(drop.name, None)) for drop in dropped if drop.is_needed]
        steps = [self.trash.move_type(drop, entry.kept) for drop, entry in moves]
        steps += [self.trash.move_type(drop, None) for drop in dropped if not drop.is_needed]
        put = tuple(replace(entry, record={IS_TYPE: drop.word}) for drop, entry in moves)
        return Exchange(steps=tuple(steps), put=put)

    def _exchange_bound(self, connection: Connection, statement: Statement) -> Exchange | None:
        """What is generated, and in the trash, lets go of a column that changes."""
        held = {entry.kept: entry for entry in self.entries.values() if entry.column is not None}
        found = [one for one in self.trash.bound(connection, statement.sql) if one.kept in held] if held else []
        if not found:
            return None
        put = tuple(
            replace(held[one.kept], id=uuid.uuid4().hex, record={**held[one.kept].record, **one.record})
            for one in found
        )
        gone = tuple(held[one.kept].id for one in found)
        return Exchange(steps=(*(one.step for one in found), statement.sql), put=put, gone=gone)

    def _exchange_rebuild(self, connection: Connection, statement: Statement, renamed: Renamed) -> Exchange | None:
        """A table takes the name of one that this revision moved aside: SQLite's way of altering a table."""
        target = replace(renamed.table, name=renamed.to)
        entry = next((entry for entry in self.of_this_revision() if self._is_table(entry, target)), None)
        if entry is None:
            return None
        filled_by = self._filled_by.get(self.naming.key(renamed.table), "")
        rebuilt = self.trash.rebuilt(connection, as_entry(entry), renamed.table, filled_by)
        if rebuilt is None:
            return None
        put = tuple(
            replace(self.new_entry(target, column), kept=kept, record=record)
            for column, kept, record in rebuilt.columns
        )
        filled = self._filled(connection, target)
        return Exchange(
            steps=(*rebuilt.steps, statement.sql, *(step for _, steps in filled for step in steps)),
            put=put,
            gone=(entry.id,),
            back=tuple(entry_id for entry_id, _ in filled),
        )

    def _exchange_copy(self, connection: Connection, statement: Statement, successor: Name) -> Exchange | None:
        """A rebuilt table may not take its rows without the values of a column that comes back with it."""
        sql = statement.sql
        for entry in self.coming_back() if self.direction == "downgrade" else ():
            if entry.column is not None and self.naming.key(_successor(entry.home)) == self.naming.key(successor):
                sql = self.trash.copied(connection, as_entry(entry), successor, sql) or sql
        return None if sql == statement.sql else Exchange(steps=(sql,))

    def _filled(self, connection: Connection, table: Name) -> list[tuple[str, tuple[str, ...]]]:
        """The columns of a rebuilt table that come back with it, in a downgrade, and the statements that fill them."""
        if self.direction != "downgrade":
            return []
        successor = _successor(table)
        return [
            (entry.id, self.trash.return_column(connection, as_entry(entry), "").steps)
            for entry in self.coming_back()
            if entry.column is not None
            and self.naming.key(entry.home) == self.naming.key(table)
            and self.trash.exists(connection, successor, entry.column)
        ]

    def _exchange_making(self, connection: Connection, statement: Statement) -> Exchange | None:
        match statement.effects:
            case (TableMade() as made,):
                found = self.returning(self.naming.key(made.table), made.table)
                if found is not None and not self.trash.exists(connection, made.table, None):
                    came = self.trash.return_table(connection, _called(as_entry(found), made.table.name))
                    return Exchange(steps=came.steps, back=(found.id,), parts=came.back, notes=came.notes)
            case (ColumnMade(), *_):
                return self._exchange_columns_made(connection, statement)
            case (PartMade() as part, *_) if self.is_back(part):
                # Another table may have one of the same name, which is yet to be made.
                is_there = self.is_at_home(part) or self.trash.has_constraint(connection, part.table, part.name)
                return Exchange(steps=()) if is_there else None
        return None

    def _exchange_columns_made(self, connection: Connection, statement: Statement) -> Exchange | None:
        made = [effect for effect in statement.effects if isinstance(effect, ColumnMade)]
        if len(made) != 1 or len(statement.effects) != 1:
            return None
        wanted = made[0]
        if self.naming.key(wanted.table) in self._tables_back and self.trash.exists(
            connection, wanted.table, wanted.column
        ):
            return Exchange(steps=())
        entry = self.returning(self._key_at_home(connection, wanted.table, wanted.column), wanted.table)
        if entry is None:
            return None
        came = self.trash.return_column(connection, replace(as_entry(entry), column=wanted.column), wanted.definition)
        return Exchange(steps=came.steps, back=(entry.id,), parts=came.back, notes=came.notes)

    def _is_table(self, entry: Trashed, table: Name) -> bool:
        return entry.column is None and not entry.is_type and self.key_of(entry) == self.naming.key(table)


def _successor(table: Name) -> Name:
    """The table that Alembic builds in its place."""
    # Alembic cuts the name, so that it fits everywhere.
    return Name(schema=table.schema, name=f"_alembic_tmp_{table.name}"[:50])


def _called(entry: Entry, name: str) -> Entry:
    return replace(entry, table=replace(entry.table, name=name))


def _plain_drop(connection: Connection, drop: TableDrop | ColumnDrop) -> str:
    """The drop of this one alone."""
    preparer = connection.dialect.identifier_preparer
    table = preparer.quote_identifier(drop.table.name)
    if drop.table.schema is not None:
        table = f"{preparer.quote_identifier(drop.table.schema)}.{table}"
    tail = " CASCADE" if drop.cascade else ""
    if isinstance(drop, ColumnDrop):
        return f"ALTER TABLE {table} DROP COLUMN {preparer.quote_identifier(drop.column)}{tail}"
    return f"DROP TABLE {table}{tail}"
