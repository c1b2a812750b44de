"""Taking back what an interrupted run did of a revision, where all of it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.engine import Connection

from toolkit.backends.running import habits_of
from toolkit.backends.sql.reading import read
from toolkit.backends.sql.undoing import undo_of
from toolkit.backends.sql.values import ColumnDrop, ColumnMade, Statement, TableDrop, TableMade
from toolkit.backends.trash.base import Entry
from toolkit.errors import CommandRefused
from toolkit.execution.certainty import Certainty
from toolkit.execution.exchange import Exchange, as_entry, exchange_from
from toolkit.execution.journal.journal import Journal
from toolkit.execution.journal.records import Record, Sort, State
from toolkit.execution.journal.trashed import put_in_trash, take_from_trash
from toolkit.execution.passing import send_step
from toolkit.execution.trash import Keeper

_SHOWN = 120


@dataclass(kw_only=True)
class Undoing:
    """Undoes the statements of one revision, the last first."""

    connection: Connection
    backend: str
    journal: Journal
    run: str
    revision: str
    keeper: Keeper

    def undo(self, records: Sequence[Record]) -> int:
        """Undo them all, and say how many. Raises CommandRefused before anything is done where one cannot be."""
        done = self._done(records)
        lasting = [record for record in done if not self._can_be_undone(record)]
        if lasting:
            raise _cannot(self.revision, lasting)
        for record in reversed(done):
            self._undo_one(record)
            self._strike_out(record)
            # A record that is undone must not be undone again, when this is interrupted too.
            self.journal.set_state(self.connection, self.run, self.revision, record.number, State.UNDONE)
            if habits_of(self.backend).commits_definitions:
                send_step(self.connection, "COMMIT")
        for record in records:
            if record not in done:
                self._strike_out(record)
        return len(done)

    def _strike_out(self, record: Record) -> None:
        """What it was about to put in the trash is not there."""
        exchange = exchange_from(record.steps)
        for put in exchange.put if exchange is not None else ():
            if self.keeper.trash.find(self.connection, as_entry(put)) is None:
                take_from_trash(self.connection, self.journal.tables, [put.id], "restored")

    def _done(self, records: Iterable[Record]) -> list[Record]:
        certainty = Certainty(self.backend)
        return [
            record
            for record in records
            if record.sort in (Sort.CHANGE, Sort.DEFINITION)
            and (record.state is State.DONE or self._has_happened(certainty, record))
        ]

    def _has_happened(self, certainty: Certainty, record: Record) -> bool:
        return record.state is State.BEGUN and certainty.happened(self.connection, record)

    def _can_be_undone(self, record: Record) -> bool:
        if record.sort is Sort.CHANGE and not self._statements(record):
            return True
        exchange = exchange_from(record.steps)
        if exchange is not None:
            return not exchange.back
        statements = self._statements(record)
        return all(statement.effects and undo_of(statement, self.backend) is not None for statement in statements)

    def _statements(self, record: Record) -> tuple[Statement, ...]:
        return read(record.text, self.backend)

    def _undo_one(self, record: Record) -> None:
        exchange = exchange_from(record.steps)
        if exchange is not None:
            self._bring_back(exchange)
            return
        for statement in reversed(self._statements(record)):
            for step in undo_of(statement, self.backend) or ():
                send_step(self.connection, step)
            self._set_aside(statement)

    def _bring_back(self, exchange: Exchange) -> None:
        trash = self.keeper.trash
        for put in reversed(exchange.put):
            entry = as_entry(put)
            if trash.find(self.connection, entry) is None or trash.exists(self.connection, entry.table, entry.column):
                continue
            steps = self._return(entry)
            for step in steps:
                send_step(self.connection, step)
            take_from_trash(self.connection, self.journal.tables, [put.id], "restored")

    def _return(self, entry: Entry) -> tuple[str, ...]:
        trash = self.keeper.trash
        if entry.column is None:
            return trash.return_table(self.connection, entry).steps
        return trash.return_column(self.connection, entry, "").steps

    def _set_aside(self, statement: Statement) -> None:
        """What it made may hold rows by now: it goes to the trash like everything else."""
        drops: list[TableDrop | ColumnDrop] = []
        for effect in statement.effects:
            if isinstance(effect, TableMade):
                drops.append(TableDrop(table=effect.table, if_exists=True))
            elif isinstance(effect, ColumnMade):
                drops.append(ColumnDrop(table=effect.table, column=effect.column, if_exists=True))
        for drop in drops:
            dropping = replace(statement, effects=(drop,), others=None)
            exchange = self.keeper.exchange(self.connection, dropping)
            if exchange is None:
                continue
            put_in_trash(self.connection, self.journal.tables, exchange.put)
            for step in exchange.steps:
                send_step(self.connection, step)
            self.keeper.note((drop,), exchange)


def _cannot(revision: str, lasting: Sequence[Record]) -> CommandRefused:
    texts = "; ".join(" ".join(record.text.split())[:_SHOWN] for record in lasting)
    return CommandRefused(
        f"What was done of {revision} cannot be taken back by itself; nothing was changed.",
        why=f"Nothing says what was there before: {texts}.",
        mend="Finish the run: the same command again goes on where it stopped. Or mend the database by hand and say "
        "what it is at with `tk stamp REVISION`.",
    )
