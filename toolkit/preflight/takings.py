"""What a plan takes away from those who use it now: tables and columns that it drops or renames."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.backends.sql.reading import read
from toolkit.backends.sql.values import ColumnDrop, Effect, Name, Renamed, TableDrop, TableMade
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.statements import Pending, pending


@dataclass(frozen=True, kw_only=True)
class Taking:
    """A table (``column`` is None) or a column that is there before the plan, and not under its name afterwards."""

    pending: Pending
    table: Name
    column: str | None
    to: str | None
    """What it is called then; None where it is dropped."""

    @property
    def subject(self) -> str:
        """``table orders``, ``column orders.note``."""
        table = f"{self.table.schema}.{self.table.name}" if self.table.schema else self.table.name
        return f"table {table}" if self.column is None else f"column {table}.{self.column}"

    @property
    def verb(self) -> str:
        """``drops it``."""
        return "drops it" if self.to is None else f"renames it to {self.to}"


def takings(circumstances: Circumstances) -> tuple[Taking, ...]:
    """In the order of the plan. A table that is made anew under its name, to alter it, is not taken."""
    return _walked(circumstances)[0]


def remade(circumstances: Circumstances) -> frozenset[str]:
    """The labels of the statements that take away what a later one makes anew, as SQLite needs it to alter a table."""
    return _walked(circumstances)[1]


def _walked(circumstances: Circumstances) -> tuple[tuple[Taking, ...], frozenset[str]]:
    taken: dict[tuple[Name, str | None], Taking] = {}
    made: set[Name] = set()
    back: set[str] = set()
    for one, effect in _effects(circumstances):
        comes = _comes(effect)
        if comes is not None:
            before = taken.pop((comes, None), None)
            if before is None:
                made.add(comes)
            else:
                back.add(before.pending.label)
        goes = _goes(effect)
        if goes is not None and goes[0] not in made:
            table, column, to = goes
            taken[table, column] = Taking(pending=one, table=table, column=column, to=to)
    return tuple(taken.values()), frozenset(back)


def _effects(circumstances: Circumstances) -> Iterator[tuple[Pending, Effect]]:
    for one in pending(circumstances):
        for statement in read(one.statement.sql, circumstances.backend):
            for effect in statement.effects:
                yield one, effect


def _comes(effect: Effect) -> Name | None:
    match effect:
        case TableMade(if_not_exists=False):
            return effect.table
        case Renamed(column=None):
            return Name(schema=effect.table.schema, name=effect.to)
    return None


def _goes(effect: Effect) -> tuple[Name, str | None, str | None] | None:
    match effect:
        case TableDrop():
            return effect.table, None, None
        case ColumnDrop():
            return effect.table, effect.column, None
        case Renamed():
            return effect.table, effect.column, effect.to
    return None
