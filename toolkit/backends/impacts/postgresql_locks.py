"""The locks of PostgreSQL, and what others cannot do meanwhile."""

from __future__ import annotations

from collections.abc import Collection

from toolkit.backends.impacts.postgresql_relations import Relation
from toolkit.impact import Blocks, TableImpact, Work

# https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES : from the weakest on.
MODES = (
    "AccessShareLock",
    "RowShareLock",
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
)
READING = MODES[:2]
CHANGING, DEFINING, SHARE, EXCLUSIVE = MODES[2], MODES[3], MODES[4], MODES[-1]


def impact_on(table: Relation, work: Work, lock: str | None, *, is_closed: bool = False) -> TableImpact:
    """What is told of one table; ``is_closed`` where one of its indexes is kept from everybody."""
    if is_closed or lock == EXCLUSIVE:
        blocks = Blocks.EVERYTHING
    else:
        blocks = Blocks.WRITES if strength(lock) >= strength(SHARE) else Blocks.NOTHING
    # Its own lock, or else that of its index.
    told = EXCLUSIVE if is_closed and not is_beyond_reading(lock) else lock
    return TableImpact(schema=table.schema, name=table.name, work=work, blocks=blocks, lock=told)


def is_beyond_reading(mode: str | None) -> bool:
    """Whether somebody may have to wait for it."""
    return mode is not None and mode not in READING


def strength(mode: str | None) -> int:
    """The stronger, the higher; below all of them where there is none."""
    return -1 if mode is None else MODES.index(mode)


def strongest(modes: Collection[str]) -> str | None:
    """None of none."""
    return max(modes, key=MODES.index, default=None)
