"""What a statement in a transaction does: told by the locks, the files and the counters that it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from toolkit.backends.impacts.postgresql_locks import (
    CHANGING,
    DEFINING,
    EXCLUSIVE,
    READING,
    impact_on,
    is_beyond_reading,
    strength,
    strongest,
)
from toolkit.backends.impacts.postgresql_relations import Relation
from toolkit.backends.impacts.postgresql_state import State
from toolkit.backends.sql.values import Kind, RowsRemoved, Statement
from toolkit.impact import TableImpact, Work

_WORKS = tuple(Work)


@dataclass(frozen=True, kw_only=True)
class Transition:
    """The server before and after a statement, within one transaction."""

    before: State
    after: State
    statement: Statement

    def told(self) -> Iterator[TableImpact]:
        """What is locked beyond reading, or worked on."""
        for oid, work in self._works().items():
            lock, is_closed = self._lock(oid, work), self._is_index_closed(oid)
            if work is not Work.NONE or is_beyond_reading(lock) or is_closed:
                yield impact_on(self.before.rows[oid], work, lock, is_closed=is_closed)

    def _works(self) -> dict[int, Work]:
        works = {oid: self._work(oid) for oid in self._locked}
        if self.statement.kind is Kind.DEFINITION and Work.SCAN in works.values():
            # A foreign key is checked by a query: as long as it reads the one table, it keeps the other.
            works |= {oid: Work.SCAN for oid, work in works.items() if work is Work.NONE and self._is_queried(oid)}
        for oid, work in list(works.items()):
            # Who comes by way of the whole waits for what is done to a part.
            for whole in self.before.wholes(oid) if work is not Work.NONE else ():
                if self.before.rows[whole].kind == "p" and is_beyond_reading(strongest(self.after.modes(whole))):
                    works[whole] = max(works[whole], work, key=_WORKS.index)
        return works

    @cached_property
    def _locked(self) -> list[int]:
        """The tables that are locked, or have an index that is: nothing can be done to others."""
        held = {*self.before.held, *self.after.held}
        rows = self.before.rows
        found = dict.fromkeys(rows[oid].home or oid for oid in held if oid in rows)
        return [oid for oid in self.before.tables if oid in found]

    def _work(self, oid: int) -> Work:
        was, now = self.before.rows[oid], self.after.tables.get(oid)
        if now is None or self._truncates:
            return Work.NONE
        if was.file != now.file:
            return Work.REWRITE
        if self._changes_rows(oid):
            return Work.ROWS
        if self.after.files(oid) - self.before.files(oid):
            return Work.INDEX
        return Work.SCAN if self._scans(oid) else Work.NONE

    def _lock(self, oid: int, work: Work) -> str | None:
        new = strongest(self._new(oid))
        if self._truncates and oid in self._named:
            return strongest(self.after.modes(oid))
        if self.statement.kind is Kind.CHANGE:
            return strongest({new or CHANGING, CHANGING}) if work is Work.ROWS else new
        is_touched = work is not Work.NONE or is_beyond_reading(new) or self._is_defined_anew(oid)
        # Which of the locks that were held it needed besides cannot be seen.
        return strongest(self.after.modes(oid)) if is_touched else new

    def _new(self, oid: int) -> frozenset[str]:
        return self.after.modes(oid) - self.before.modes(oid)

    def _is_defined_anew(self, oid: int) -> bool:
        was = self.before.places(oid)
        return was is not None and (oid not in self.after.tables or was != self.after.places(oid))

    @cached_property
    def _truncates(self) -> bool:
        """Whether it gives tables and indexes new files, and writes nothing into them."""
        return any(isinstance(effect, RowsRemoved) and effect.truncates for effect in self.statement.effects)

    def _changes_rows(self, oid: int) -> bool:
        if CHANGING in self._new(oid):
            return True
        is_hidden = self.statement.kind is Kind.CHANGE and CHANGING in self.before.modes(oid)
        return is_hidden and not self._named.isdisjoint({oid, *self.before.wholes(oid)})

    @cached_property
    def _named(self) -> set[int]:
        return self.before.named(self.statement)

    def _is_queried(self, oid: int) -> bool:
        new = self._new(oid)
        return not new.isdisjoint(READING) and new != {READING[0]}

    def _scans(self, oid: int) -> bool:
        """Whether the rows were read. Where that is not counted, any definition may have done it."""
        is_definition = self.statement.kind is Kind.DEFINITION
        if is_definition and not self.after.is_counted:
            return strength(strongest(self._new(oid))) >= strength(DEFINING)
        # A change looks single rows up in the indexes of other tables, for their foreign keys.
        parts = [*(self._lasting_indexes(oid) if is_definition else ()), (self.before.rows[oid], self.after.rows[oid])]
        return any(self.before.scans(was.oid) != self.after.scans(now.oid) for was, now in parts)

    def _is_index_closed(self, oid: int) -> bool:
        """Whether an index that was there, and stays, is kept from everybody.

        https://www.postgresql.org/docs/current/sql-reindex.html : whoever plans a query locks all indexes of the table.
        """
        return any(
            EXCLUSIVE in self.after.modes(now.oid)
            and (EXCLUSIVE not in self.before.modes(was.oid) or was.file != now.file)
            for was, now in self._lasting_indexes(oid)
        )

    def _lasting_indexes(self, oid: int) -> list[tuple[Relation, Relation]]:
        rows = self.after.rows
        found = self.before.indexes(oid)
        return [(was, rows[was.oid]) for was in found if was.oid in rows]
