"""How long a statement keeps others out of a table: while it works, or until its transaction ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from toolkit.impact import Blocks
from toolkit.plan import Duration, PlannedStatement, PlannedTable
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.statements import Pending, pending

_STRENGTH = [blocks.value for blocks in Blocks]


@dataclass(frozen=True, kw_only=True)
class Holding:
    """A table that is there, and that a statement keeps others out of. Times are seconds."""

    pending: Pending
    table: PlannedTable
    low: float
    high: float
    is_known: bool
    """Whether all durations in it are known; else it may take longer."""
    after: int
    """How many statements of its transaction follow it, and lengthen it."""
    basis: str
    """Of the duration that counts most."""


def holdings(circumstances: Circumstances) -> Iterator[Holding]:
    """In the order of the plan. What an earlier statement of the same transaction has locked already is told once."""
    for statements in transactions(circumstances):
        held: dict[str, int] = {}
        for place, one in enumerate(statements):
            for table in _blocked(one.statement):
                strength = _STRENGTH.index(table.blocks)
                if held.get(str(table), -1) < strength:
                    held[str(table)] = strength
                    yield _holding(statements[place:], table)


def transactions(circumstances: Circumstances) -> Iterator[Sequence[Pending]]:
    """The statements of the plan, in the groups that share their locks."""
    for number, statements in groupby(pending(circumstances), key=lambda one: one.statement.transaction):
        if number is None:
            yield from ([one] for one in statements)
        else:
            yield list(statements)


def _blocked(statement: PlannedStatement) -> list[PlannedTable]:
    """Each table once, as it is kept the most."""
    strongest: dict[str, PlannedTable] = {}
    for table in statement.tables:
        kept = strongest.get(str(table))
        is_there = table.rows is not None and table.blocks in _STRENGTH[1:]
        if is_there and (kept is None or _STRENGTH.index(kept.blocks) < _STRENGTH.index(table.blocks)):
            strongest[str(table)] = table
    return list(strongest.values())


def _holding(statements: Sequence[Pending], table: PlannedTable) -> Holding:
    working = [duration for one in statements if (duration := _work(one.statement)) is not None]
    longest = max(working, key=lambda duration: duration.high, default=None)
    return Holding(
        pending=statements[0],
        table=table,
        low=sum(duration.low for duration in working),
        high=sum(duration.high for duration in working),
        is_known=all(one.statement.unknown is None for one in statements),
        after=len(working) - (_work(statements[0].statement) is not None),
        basis=longest.basis if longest is not None else "instant",
    )


def _work(statement: PlannedStatement) -> Duration | None:
    """What takes a moment is told with an upper limit; thirty of them make no seconds."""
    duration = statement.duration
    return None if duration is None or duration.basis == "instant" else duration
