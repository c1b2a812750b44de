"""The order of what both sides have: one thing more or less moves no other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from toolkit.catalog.values import Table, Trigger


def column_orders(one: Table, other: Table) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns that both tables have, in the order of each."""
    ours, theirs = ({column.name: column for column in table.columns} for table in (one, other))
    return tuple(name for name in ours if name in theirs), tuple(name for name in theirs if name in ours)


def renumbered(triggers: Sequence[Trigger], others: Sequence[Trigger]) -> Sequence[Trigger]:
    """The triggers, their order counted among those that the others have too."""
    shared = {_stand(trigger) for trigger in others}
    counts: defaultdict[tuple[str | None, ...], int] = defaultdict(int)
    orders: dict[int, int] = {}
    for trigger in sorted((one for one in triggers if _stand(one) in shared and one.order), key=_order):
        counts[_stand(trigger)[:-1]] += 1
        orders[id(trigger)] = counts[_stand(trigger)[:-1]]
    return [replace(one, order=orders[id(one)]) if id(one) in orders else one for one in triggers]


def _order(trigger: Trigger) -> int:
    return trigger.order or 0


def _stand(trigger: Trigger) -> tuple[str | None, ...]:
    """The table, timing and event, with which the definition begins, and the name."""
    return trigger.schema, trigger.table, *trigger.definition.split(None, 2)[:2], trigger.name
