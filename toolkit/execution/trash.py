"""Drops become moves to the trash, and what a downgrade makes again comes back from it."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.engine import Connection

from toolkit.backends.sql.values import (
    ColumnDrop,
    ColumnMade,
    Effect,
    Kind,
    Name,
    PartMade,
    Renamed,
    RowsInserted,
    Statement,
    TableDrop,
    TableMade,
)
from toolkit.backends.trash.base import IS_TYPE, PREFIX, Trash
from toolkit.execution.exchange import Exchange, as_entry
from toolkit.execution.journal.journal import now
from toolkit.execution.journal.records import Trashed

_LONGEST_NAME = 60
"""Shorter than the shortest limit of a server, so that a suffix fits."""


@dataclass(kw_only=True)
class Keeper:
    """The trash of one database during a run. Statements pass in the order in which they are sent."""

    trash: Trash
    entries: dict[str, Trashed]
    """What is in the trash, by id."""
    keeps: bool = True
    """False where a person decided that drops are to be drops."""
    revision: str = ""
    direction: str = "upgrade"
    made: set[tuple[str | None, str, str | None]] = field(default_factory=set)
    """Tables and columns that this run itself made."""
    _put: list[str] = field(default_factory=list)
    _parts_back: set[tuple[str, str]] = field(default_factory=set)
    _tables_back: set[Name] = field(default_factory=set)
    _filled_by: dict[Name, str] = field(default_factory=dict)
    """By table, the last INSERT."""

    def enter(self, revision: str, direction: str) -> None:
        """Another revision begins."""
        self.revision, self.direction = revision, direction
        self._put.clear()
        self._parts_back.clear()
        self._tables_back.clear()
        self._filled_by.clear()

    def put_by_this_revision(self) -> list[Trashed]:
        """What this revision has put into the trash, and is still there."""
        return [self.entries[entry] for entry in self._put if entry in self.entries]

    def exchange(self, connection: Connection, statement: Statement) -> Exchange | None:
        """What to send in place of the statement; None where it goes as it is."""
        effects = statement.effects
        if not effects:
            return self._exchange_types(connection, statement) if statement.kind is Kind.DEFINITION else None
        if isinstance(effects[0], RowsInserted):
            self._filled_by[effects[0].table] = statement.sql
        drops = [effect for effect in effects if isinstance(effect, TableDrop | ColumnDrop)]
        if drops and self.keeps:
            return self._exchange_drops(connection, statement, drops)
        if isinstance(effects[0], Renamed) and effects[0].column is None and len(effects) == 1:
            return self._exchange_rebuild(connection, statement, effects[0])
        if self.direction == "downgrade":
            return self._exchange_making(connection, statement)
        return None

    def note(self, effects: Sequence[Effect], exchange: Exchange | None) -> None:
        """The statement was carried out, or was already."""
        for effect in effects:
            self._note_made(effect)
        if exchange is None:
            return
        for entry in exchange.put:
            self.entries[entry.id] = entry
            self._put.append(entry.id)
        for gone in (*exchange.back, *exchange.gone):
            left = self.entries.pop(gone, None)
            if left is not None and left.column is None and gone in exchange.back:
                self._tables_back.add(Name(schema=left.schema, name=left.table))
        self._parts_back.update(exchange.parts)

    def _note_made(self, effect: Effect) -> None:
        match effect:
            case TableMade():
                self.made.add((effect.table.schema, effect.table.name, None))
            case ColumnMade():
                self.made.add((effect.table.schema, effect.table.name, effect.column))
            case TableDrop():
                self.made.discard((effect.table.schema, effect.table.name, None))
            case ColumnDrop():
                self.made.discard((effect.table.schema, effect.table.name, effect.column))
            case Renamed():
                self._note_renamed(effect)

    def _note_renamed(self, effect: Renamed) -> None:
        schema, table = effect.table.schema, effect.table.name
        for key in [key for key in self.made if key[:2] == (schema, table) and effect.column in (None, key[2])]:
            self.made.discard(key)
            self.made.add((schema, effect.to, key[2]) if effect.column is None else (schema, table, effect.to))

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
        return not drop.if_exists or (drop.table.schema, drop.table.name, column) in self.made

    def _is_kept(self, connection: Connection, drop: TableDrop | ColumnDrop) -> bool:
        """Not what is not there, is temporary, or was made by this very run and never held a row."""
        column = drop.column if isinstance(drop, ColumnDrop) else None
        if self.trash.is_temporary(connection, drop.table) or not self.trash.exists(connection, drop.table, column):
            return False
        own = {(drop.table.schema, drop.table.name, None), (drop.table.schema, drop.table.name, column)}
        return not (own & self.made and self.trash.is_empty(connection, drop.table))

    def _exchange_tables(
        self, connection: Connection, together: frozenset[Name], moved: Sequence[TableDrop | ColumnDrop]
    ) -> Exchange:
        steps: list[str] = []
        put: list[Trashed] = []
        for drop in moved:
            entry = self._new(drop.table, None)
            move = self.trash.move_table(connection, drop.table, entry.kept, cascade=drop.cascade, together=together)
            steps += move.steps
            put.append(replace(entry, record=move.record))
        return Exchange(steps=tuple(steps), put=tuple(put))

    def _exchange_columns(self, connection: Connection, moved: Sequence[TableDrop | ColumnDrop]) -> Exchange:
        steps: list[str] = []
        put: list[Trashed] = []
        entries = [(drop, self._new(drop.table, drop.column)) for drop in moved if isinstance(drop, ColumnDrop)]
        together = [(drop.column, entry.kept) for drop, entry in entries]
        for drop, entry in entries:
            move = self.trash.move_column(
                connection, drop.table, drop.column, entry.kept, cascade=drop.cascade, together=together
            )
            steps += move.steps
            put.append(replace(entry, record=move.record))
        return Exchange(steps=tuple(steps), put=tuple(put))

    def _exchange_types(self, connection: Connection, statement: Statement) -> Exchange | None:
        """A type that a table in the trash has cannot be dropped, and comes back before that table does."""
        made = self.trash.made_type(statement.sql)
        if made is not None and self.direction == "downgrade":
            found = next((entry for entry in self._coming_back() if _is_type(entry, made)), None)
            came = None if found is None else self.trash.return_table(connection, as_entry(found))
            return None if found is None or came is None else Exchange(steps=came.steps, back=(found.id,))
        dropped = self.trash.dropped_types(connection, statement.sql) if self.entries and self.keeps else ()
        if not any(needed for _, needed in dropped):
            return None
        moves = [(name, self._new(name, None)) for name, needed in dropped if needed]
        steps = [self.trash.move_type(name, entry.kept) for name, entry in moves]
        steps += [self.trash.move_type(name, None) for name, needed in dropped if not needed]
        return Exchange(steps=tuple(steps), put=tuple(replace(entry, record={IS_TYPE: True}) for _, entry in moves))

    def _exchange_rebuild(self, connection: Connection, statement: Statement, renamed: Renamed) -> Exchange | None:
        """A table takes the name of one that this revision moved aside: SQLite's way of altering a table."""
        target = replace(renamed.table, name=renamed.to)
        entry = next((entry for entry in self._of_this_revision() if _is_table(entry, target)), None)
        if entry is None:
            return None
        filled_by = self._filled_by.get(renamed.table, "")
        rebuilt = self.trash.rebuilt(connection, as_entry(entry), renamed.table, filled_by)
        if rebuilt is None:
            return None
        put = tuple(
            replace(self._new(target, column), kept=kept, record=record) for column, kept, record in rebuilt.columns
        )
        filled = self._filled(connection, target)
        return Exchange(
            steps=(*rebuilt.steps, statement.sql, *(step for _, steps in filled for step in steps)),
            put=put,
            gone=(entry.id,),
            back=tuple(entry_id for entry_id, _ in filled),
        )

    def _filled(self, connection: Connection, table: Name) -> list[tuple[str, tuple[str, ...]]]:
        """The columns of a rebuilt table that come back with it, in a downgrade, and the statements that fill them."""
        if self.direction != "downgrade":
            return []
        # Alembic cuts it, so that it fits everywhere.
        successor = Name(schema=table.schema, name=f"_alembic_tmp_{table.name}"[:50])
        return [
            (entry.id, self.trash.return_column(connection, as_entry(entry), "").steps)
            for entry in self._coming_back()
            if entry.column is not None
            and (entry.schema, entry.table) == (table.schema, table.name)
            and self.trash.exists(connection, successor, entry.column)
        ]

    def _exchange_making(self, connection: Connection, statement: Statement) -> Exchange | None:
        match statement.effects:
            case (TableMade() as made,):
                found = next((entry for entry in self._coming_back() if _is_table(entry, made.table)), None)
                if found is not None and not self.trash.exists(connection, made.table, None):
                    came = self.trash.return_table(connection, as_entry(found))
                    return Exchange(steps=came.steps, back=(found.id,), parts=came.back, notes=came.notes)
            case (ColumnMade(), *_):
                return self._exchange_columns_made(connection, statement)
            case (PartMade() as part, *_) if self._is_back(part):
                return Exchange(steps=())
        return None

    def _exchange_columns_made(self, connection: Connection, statement: Statement) -> Exchange | None:
        made = [effect for effect in statement.effects if isinstance(effect, ColumnMade)]
        if len(made) != 1 or len(statement.effects) != 1:
            return None
        wanted = made[0]
        if wanted.table in self._tables_back and self.trash.exists(connection, wanted.table, wanted.column):
            return Exchange(steps=())
        for entry in self._coming_back():
            if entry.column == wanted.column and (entry.schema, entry.table) == (
                wanted.table.schema,
                wanted.table.name,
            ):
                came = self.trash.return_column(connection, as_entry(entry), wanted.definition)
                return Exchange(steps=came.steps, back=(entry.id,), parts=came.back, notes=came.notes)
        return None

    def _is_back(self, part: PartMade) -> bool:
        if part.name is not None:
            return (part.what, part.name) in self._parts_back
        return part.table in self._tables_back

    def is_filled_again(self, effects: Sequence[Effect]) -> bool:
        """Whether rows go into a table that came back with its own in this revision."""
        return any(isinstance(effect, RowsInserted) and effect.table in self._tables_back for effect in effects)

    def _coming_back(self) -> Iterator[Trashed]:
        """What the upgrade of this revision has put there, the last first."""
        own = [entry for entry in self.entries.values() if entry.revision == self.revision]
        yield from sorted((e for e in own if e.direction == "upgrade"), key=lambda entry: entry.since, reverse=True)

    def _of_this_revision(self) -> Iterator[Trashed]:
        own = (self.revision, self.direction)
        yield from (entry for entry in self.entries.values() if (entry.revision, entry.direction) == own)

    def _new(self, table: Name, column: str | None) -> Trashed:
        return Trashed(
            id=uuid.uuid4().hex,
            schema=table.schema,
            table=table.name,
            column=column,
            kept=self._free_name(table, column),
            revision=self.revision,
            direction=self.direction,
            since=now(),
        )

    def _free_name(self, table: Name, column: str | None) -> str:
        """Told by what it is, not by chance: two databases with one history are to look alike."""
        taken = {entry.kept for entry in self.entries.values()}
        told = f"{self.revision} {table.schema} {table.name} {column}"
        for count in range(len(taken) + 1):
            token = hashlib.sha256(f"{told} {count or ''}".encode()).hexdigest()[:8]
            name = f"{PREFIX}{token}_{column or table.name}".encode()[:_LONGEST_NAME].decode(errors="ignore")
            if name not in taken:
                return name
        raise AssertionError(told)


def _is_type(entry: Trashed, name: Name) -> bool:
    return entry.is_type and (entry.schema, entry.table) == (name.schema, name.name)


def _is_table(entry: Trashed, table: Name) -> bool:
    return entry.column is None and not entry.is_type and (entry.schema, entry.table) == (table.schema, table.name)


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
