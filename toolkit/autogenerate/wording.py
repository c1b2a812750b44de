"""A table's changes in words; one that nobody has words for is left out alone, and told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from alembic.operations import ops

from toolkit.autogenerate.generation import ByHand
from toolkit.autogenerate.losses import hangs_on
from toolkit.autogenerate.tables import TableWriting
from toolkit.backends.alterations.base import Unwritable
from toolkit.catalog.alterations import Alteration, narrowed, pieces

Write = Callable[[Sequence[Alteration]], TableWriting]


@dataclass(frozen=True, kw_only=True)
class Worded:
    """One table with the operations that change it, by when they run."""

    table: TableWriting
    keys_removed: Sequence[ops.MigrateOperation]
    operations: Sequence[ops.MigrateOperation]
    keys_made: Sequence[ops.MigrateOperation]
    by_hand: tuple[ByHand, ...] = ()


def worded(write: Write, parts: Sequence[Alteration]) -> Worded:
    """The table with these parts of it changed, but for those that cannot be said."""
    try:
        return _worded(write(parts))
    except Unwritable as trouble:
        whole = trouble
    kept: list[Alteration] = []
    left_out: list[ByHand] = []
    for part in parts:
        rest, troubles = _sayable(write, part)
        kept += [] if rest is None else [rest]
        left_out += [_by_hand(part, trouble) for trouble in troubles]
    columns = [one.part.name for one in left_out if one.part and one.part.kind == "column" and one.part.is_made]
    for part in [part for part in kept if part.kind != "column" and any(hangs_on(part, name) for name in columns)]:
        kept.remove(part)
        how = "It needs a column that is not written."
        left_out.append(ByHand(what=f"{part.kind} {part.name}", how=how, part=part))
    try:
        return replace(_worded(write(kept)), by_hand=tuple(left_out))
    except Unwritable:
        # Each can be said, and all of them at once cannot.
        return replace(_worded(write(())), by_hand=tuple(_by_hand(part, whole) for part in parts))


def _worded(table: TableWriting) -> Worded:
    return Worded(
        table=table,
        keys_removed=list(table.keys_removed()),
        operations=list(table.operations()),
        keys_made=list(table.keys_made()),
    )


def _sayable(write: Write, part: Alteration) -> tuple[Alteration | None, Sequence[Unwritable]]:
    """What of one alteration can be said, and why the rest cannot."""
    trouble = _trouble(write, part)
    if trouble is None or part.is_made or part.is_removed:
        return (part, ()) if trouble is None else (None, (trouble,))
    said: list[tuple[str, str | None]] = []
    troubles = []
    for piece in pieces(part):
        trouble = _trouble(write, narrowed(part, [*said, piece]))
        if trouble is None:
            said.append(piece)
        else:
            troubles.append(trouble)
    return (narrowed(part, said) if said else None), troubles


def _trouble(write: Write, part: Alteration) -> Unwritable | None:
    try:
        _worded(write([part]))
    except Unwritable as trouble:
        return trouble
    return None


def _by_hand(part: Alteration, trouble: Unwritable) -> ByHand:
    return ByHand(what=trouble.what, how=trouble.by_hand, part=part)
