"""How long a statement will take: from what it does with how many bytes, and how fast this server does that."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from toolkit.capacity import TableSize
from toolkit.impact import Impact, Work
from toolkit.plan import Duration

MEBIBYTE = 1024 * 1024
INSTANT = 0.1
"""Seconds, at the most, of what does nothing with the rows."""


@dataclass(frozen=True, kw_only=True)
class Rate:
    """Bytes per second, as a range."""

    low: float
    high: float
    basis: str
    """As in ``Duration.basis``."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One piece of work, and how long it took."""

    work: Work
    algorithm: str | None
    bytes: int
    seconds: float


ASSUMED: Mapping[Work, Rate] = {
    Work.SCAN: Rate(low=50 * MEBIBYTE, high=1000 * MEBIBYTE, basis="assumed"),
    Work.INDEX: Rate(low=10 * MEBIBYTE, high=150 * MEBIBYTE, basis="assumed"),
    Work.ROWS: Rate(low=2 * MEBIBYTE, high=50 * MEBIBYTE, basis="assumed"),
    Work.REWRITE: Rate(low=5 * MEBIBYTE, high=100 * MEBIBYTE, basis="assumed"),
}
"""Of servers from a small virtual machine to a large one with fast disks."""

_SURENESS = ("measured", "remembered", "assumed")
_SPREAD = 1.25
"""How much slower or faster than it was seen something may go."""

Rates = Mapping[tuple[Work, str | None], Rate]
"""By work and algorithm."""


def rates_from(pieces: Iterable[Piece], basis: str) -> Rates:
    """The range is what was seen, and a quarter around it."""
    seen: dict[tuple[Work, str | None], list[float]] = {}
    for piece in pieces:
        if piece.bytes > 0 and piece.seconds > 0:
            seen.setdefault((piece.work, piece.algorithm), []).append(piece.bytes / piece.seconds)
    return {
        kind: Rate(low=min(found) / _SPREAD, high=max(found) * _SPREAD, basis=basis) for kind, found in seen.items()
    }


def duration_of(
    impacts: Iterable[Impact], sizes: Iterable[TableSize | None], rates_of: Callable[[TableSize], Rates]
) -> Duration | None:
    """``sizes`` are those of all tables of the impacts, in order; None for a table that the plan itself makes.

    None where there is no impact to go by.
    """
    impacts = tuple(impacts)
    if not impacts:
        return None
    low = high = 0.0
    bases = set()
    tables = [(table, impact.algorithm) for impact in impacts for table in impact.tables]
    for (table, algorithm), size in zip(tables, sizes, strict=True):
        if size is None or table.work is Work.NONE:
            continue
        rate = rates_of(size).get((table.work, algorithm)) or ASSUMED[table.work]
        amount = worked_bytes(table.work, size)
        low, high = low + amount / rate.high, high + amount / rate.low
        bases.add(rate.basis)
    if not high:
        return Duration(low=0.0, high=INSTANT, basis="instant")
    # Not a moment at least: statements on a small table, one after the other, are as fast as they are.
    return Duration(low=low, high=high, basis=max(bases, key=_SURENESS.index))


def worked_bytes(work: Work, size: TableSize) -> int:
    """A scan and an index read the rows alone; who writes rows writes their indexes too."""
    return size.data_bytes if work in (Work.SCAN, Work.INDEX) else size.bytes
