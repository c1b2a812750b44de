"""From what was seen on the shadow to the plan: with the sizes of the live tables, and how long that will take."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from toolkit.backends.impacts.base import Impacts
from toolkit.backends.sql.filling import refused_with_rows
from toolkit.backends.sql.values import Kind, Renamed, TableMade
from toolkit.capacity import TableSize
from toolkit.execution.journal.records import Worked
from toolkit.finding import Location
from toolkit.impact import Impact, TableImpact, Work
from toolkit.plan import PlannedStatement, PlannedTable
from toolkit.planning.durations import MEBIBYTE, Rates, duration_of, worked_bytes
from toolkit.planning.notices import notices_of
from toolkit.planning.renaming import Key
from toolkit.planning.seen import Seen

_TELLING = 8 * MEBIBYTE
LONG = 2.0
"""Seconds: what takes less is not worth trying how long it takes."""


@dataclass(frozen=True, kw_only=True)
class Planner:
    """What the live database adds to what was seen."""

    impacts: Impacts
    sizes: Mapping[Key, TableSize]
    backend: str
    hide: Callable[[str], str]
    """A text without the passwords in it."""
    remembered: Rates = field(default_factory=dict)
    """How fast this server worked in earlier runs."""
    measured: Mapping[Key, Rates] = field(default_factory=dict)
    """By table of the live database, how fast it works on that one."""

    def statements(self, seen: Sequence[Seen]) -> tuple[PlannedStatement, ...]:
        """Those of one revision, in order."""
        return tuple(
            self._statement(number, one, made_later(seen[number:])) for number, one in enumerate(seen, start=1)
        )

    def long(self, seen: Sequence[Seen]) -> set[TableSize]:
        """The tables that some definition may work on for long, as far as is known."""
        found = set()
        for one in seen:
            sizes = [self.sizes.get(key) if key is not None else None for key in one.tables]
            duration = duration_of(one.impacts, sizes, self.rates_of)
            if one.statement.kind is Kind.DEFINITION and duration is not None and duration.high > LONG:
                works = [table.work is not Work.NONE for impact in one.impacts for table in impact.tables]
                found |= {size for size, does in zip(sizes, works, strict=True) if does and size is not None}
        return found

    def rates_of(self, size: TableSize) -> Rates:
        """What is known of work on a table; what was tried with its own rows goes before what was seen elsewhere."""
        return {**self.remembered, **self.measured.get((size.schema, size.name), {})}

    def _statement(self, number: int, seen: Seen, remade: frozenset[Key]) -> PlannedStatement:
        found = [self.sizes.get(key) if key is not None else None for key in seen.tables]
        tables = [table for impact in seen.impacts for table in impact.tables]
        there = {(table.schema, table.name) for table, size in zip(tables, found, strict=True) if size is not None}
        duration = duration_of(seen.impacts, found, self.rates_of)
        if duration is not None and seen.times > 1:
            duration = replace(duration, high=duration.high * seen.times)
        return PlannedStatement(
            number=number,
            sql=self.hide(seen.statement.sql),
            sent=tuple(map(self.hide, self._sent(seen))),
            kind=seen.statement.kind.value,
            times=seen.times,
            impact=_joined(seen.impacts) if not (seen.unknown or seen.refused) else None,
            tables=tuple(_table(table, size) for table, size in zip(tables, found, strict=True)),
            duration=duration,
            trash=tuple(what for what in seen.trash if not _is_remade(what, remade)),
            returns=seen.returns,
            notices=tuple(notices_of(seen.statement, there - remade)),
            unknown=None if seen.unknown is None else self.hide(seen.unknown),
            refused=self._refusal(seen),
            location=Location(file=seen.file, line=seen.line) if seen.file and seen.line else None,
        )

    def _refusal(self, seen: Seen) -> str | None:
        """By the shadow, or by the live server, whose tables have rows."""
        if seen.refused is not None or seen.unknown is not None:
            return None if seen.refused is None else self.hide(seen.refused)
        if seen.sent != (seen.statement.sql,):
            # What comes back from the trash comes with its values.
            return None
        for column, why in refused_with_rows(seen.statement, self.backend):
            size = self.sizes.get((column.table.schema, column.table.name))
            if size is not None and size.rows > 0:
                return f"{column.table.name} has rows, and {column.column} cannot be added to them: {why}"
        return None

    def _sent(self, seen: Seen) -> tuple[str, ...]:
        if len(seen.sent) != len(seen.impacts):
            return seen.sent
        return tuple(self.with_clause(sql, impact) for sql, impact in zip(seen.sent, seen.impacts, strict=True))

    def with_clause(self, sql: str, impact: Impact) -> str:
        """As the live server is to be sent it."""
        return self.impacts.with_clause(sql, impact.clause) if impact.clause else sql


def made_later(seen: Sequence[Seen]) -> frozenset[Key]:
    """The names of tables that these statements make, or give to another table: SQLite's way of altering one."""
    effects = [effect for one in seen for effect in one.statement.effects]
    renamed = {(e.table.schema, e.to) for e in effects if isinstance(e, Renamed) and e.column is None}
    return frozenset(renamed | {(e.table.schema, e.table.name) for e in effects if isinstance(e, TableMade)})


def _is_remade(what: str, remade: Collection[Key]) -> bool:
    return any(what == f"table {f'{schema}.{name}' if schema else name}" for schema, name in remade)


def clauses_of(seen: Sequence[Seen]) -> dict[str, str]:
    """By text, the clause that holds the live server to what the shadow did for it.

    A text that was answered in two ways has none: it is not known which one is meant.
    """
    found: dict[str, str | None] = {}
    for one in seen:
        for sql, impact in zip(one.sent, one.impacts, strict=False):
            found[sql] = impact.clause if found.get(sql, impact.clause) == impact.clause else None
    return {sql: clause for sql, clause in found.items() if clause is not None}


def instant_of(seen: Sequence[Seen]) -> frozenset[str]:
    """The texts of definitions that do nothing with the rows of any table."""
    texts: dict[str, bool] = {}
    for one in seen:
        for sql, impact in zip(one.sent, one.impacts, strict=False):
            is_instant = one.statement.kind is Kind.DEFINITION and bool(impact.tables) and impact.work is Work.NONE
            texts[sql] = texts.get(sql, True) and is_instant
    return frozenset(sql for sql, is_instant in texts.items() if is_instant)


def works_of(seen: Sequence[Seen], sizes: Mapping[Key, TableSize]) -> dict[str, Worked]:
    """By text, what a definition does to one table that is large enough to tell how fast the server is."""
    found = {}
    for one in seen:
        tables = [(table, impact.algorithm) for impact in one.impacts for table in impact.tables]
        if len(tables) == 1 and one.statement.kind is Kind.DEFINITION and one.tables[0] is not None:
            (table, algorithm), size = tables[0], sizes.get(one.tables[0])
            amount = 0 if size is None else worked_bytes(table.work, size)
            if table.work is not Work.NONE and amount >= _TELLING:
                found[one.statement.sql] = Worked(work=table.work.value, algorithm=algorithm, bytes=amount)
    return found


def _joined(impacts: Sequence[Impact]) -> Impact | None:
    """Of several texts in place of one statement: all that they do together."""
    if len(impacts) == 1:
        return impacts[0]
    return Impact(tables=tuple(table for impact in impacts for table in impact.tables)) if impacts else None


def _table(table: TableImpact, size: TableSize | None) -> PlannedTable:
    return PlannedTable(
        schema=table.schema,
        name=table.name,
        rows=None if size is None else size.rows,
        bytes=None if size is None else size.bytes,
        work=table.work.value,
        blocks=table.blocks.value,
        lock=table.lock,
    )
