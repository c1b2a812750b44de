"""What is in the trash during a run, what the run itself made, and what came back in the revision that runs."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from toolkit.backends.sql.values import (
    ColumnDrop,
    ColumnMade,
    Effect,
    Name,
    PartMade,
    Renamed,
    RowsInserted,
    TableDrop,
    TableMade,
)
from toolkit.backends.trash.base import PREFIX
from toolkit.backends.trash.naming import Key, Naming
from toolkit.execution.exchange import Exchange
from toolkit.execution.journal.journal import now
from toolkit.execution.journal.records import Trashed

_LONGEST_NAME = 60
"""Shorter than the shortest limit of a server, so that a suffix fits."""


@dataclass(kw_only=True)
class Holdings:
    """The trash of one database. Statements are noted in the order in which they are sent."""

    entries: dict[str, Trashed]
    """What is in the trash, by id."""
    keeps: bool = True
    """False where a person decided that drops are to be drops."""
    revision: str = ""
    direction: str = "upgrade"
    naming: Naming = field(default_factory=Naming)
    """How the server tells names apart, as the last statement found it."""
    made: set[Key] = field(default_factory=set)
    """Tables and columns that this run itself made."""
    _put: list[str] = field(default_factory=list)
    _parts_back: dict[tuple[str, str], set[Key]] = field(default_factory=dict)
    """What came back with tables or columns, and with which: on some servers a name is one of the table alone."""
    _tables_back: set[Key] = field(default_factory=set)
    _filled_by: dict[Key, str] = field(default_factory=dict)
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
            self.entries.pop(gone, None)
        # An attempt that goes on does not find in the trash what an earlier one has brought back.
        for effect in effects if exchange.back else ():
            if isinstance(effect, TableMade | ColumnMade):
                for part in exchange.parts:
                    self._parts_back.setdefault(part, set()).add(self.naming.key(effect.table))
            if isinstance(effect, TableMade):
                self._tables_back.add(self.naming.key(effect.table))

    def _note_made(self, effect: Effect) -> None:
        match effect:
            case TableMade():
                self.made.add(self.naming.key(effect.table))
            case ColumnMade():
                self.made.add(self.naming.key(effect.table, effect.column))
            case TableDrop():
                gone = self.naming.key(effect.table)
                self.made.discard(gone)
                # Its indexes go with it: a batch makes them again for the table that it builds.
                for tables in self._parts_back.values():
                    tables.discard(gone)
            case ColumnDrop():
                self.made.discard(self.naming.key(effect.table, effect.column))
            case Renamed():
                self._note_renamed(effect)

    def _note_renamed(self, effect: Renamed) -> None:
        schema, table, column = self.naming.key(effect.table, effect.column)
        renamed = self.naming.key(replace(effect.table, name=effect.to))
        for key in [key for key in self.made if key[:2] == (schema, table) and column in (None, key[2])]:
            self.made.discard(key)
            self.made.add((*renamed[:2], key[2]) if effect.column is None else self.naming.key(effect.table, effect.to))
        for tables in self._parts_back.values() if effect.column is None else ():
            if self.naming.key(effect.table) in tables:
                tables.add(renamed)

    def is_back(self, part: PartMade) -> bool:
        """Whether it came back with its table or column already."""
        if part.name is not None:
            return bool(self._parts_back.get((part.what, part.name)))
        return self.naming.key(part.table) in self._tables_back

    def is_at_home(self, part: PartMade) -> bool:
        """Whether what came back is of the table itself, and not of one that refers to it."""
        known = self._tables_back if part.name is None else self._parts_back.get((part.what, part.name), set())
        return self.naming.key(part.table) in known

    def is_filled_again(self, effects: Sequence[Effect]) -> bool:
        """Whether rows go into a table that came back with its own in this revision."""
        return any(
            isinstance(effect, RowsInserted) and self.naming.key(effect.table) in self._tables_back
            for effect in effects
        )

    def coming_back(self) -> Iterator[Trashed]:
        """What the upgrade of this revision has put there, the last first."""
        own = [entry for entry in self.entries.values() if entry.revision == self.revision]
        yield from sorted((e for e in own if e.direction == "upgrade"), key=lambda entry: entry.since, reverse=True)

    def of_this_revision(self) -> Iterator[Trashed]:
        """What this revision has put there, in this direction."""
        own = (self.revision, self.direction)
        yield from (entry for entry in self.entries.values() if (entry.revision, entry.direction) == own)

    def returning(self, wanted: Key, table: Name, *, is_type: bool = False) -> Trashed | None:
        """What the upgrade of this revision has put there under that name, the last one if there are several."""
        found = [
            entry for entry in self.coming_back() if entry.is_type is is_type and self.key_of(entry)[1:] == wanted[1:]
        ]
        same = (entry for entry in found if self.key_of(entry) == wanted)
        # Said in the same words under another search path.
        alike = (entry for entry in found if (entry.schema, entry.table) == (table.schema, table.name))
        return next(same, None) or next(alike, None)

    def key_of(self, entry: Trashed) -> Key:
        """By which it is found, whatever it was called when it was dropped."""
        return self.naming.key(entry.home, entry.column)

    def new_entry(self, table: Name, column: str | None) -> Trashed:
        """An entry that is yet to be put there, under a free name."""
        return Trashed(
            id=uuid.uuid4().hex,
            schema=table.schema,
            table=table.name,
            column=column,
            kept=self._free_name(table, column),
            revision=self.revision,
            direction=self.direction,
            since=now(timespec="microseconds"),
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
