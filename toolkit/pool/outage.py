"""What one statement that blocks a table does to one pool, and what would spare its users that."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from toolkit.forecast import DeclaredPool, Outage
from toolkit.pool.stall import Load, effect
from toolkit.pool.station import REFUSED, Station, station_of

LONGEST_PATIENCE = 60.0
"""Seconds that requests may be made to wait: longer than that, and what stands before the application gives up. nginx:
https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout, 60 s by default."""
_NONE = 0.5
"""Requests: less than that on average is told as none."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """A statement that keeps others from a table."""

    revision: str
    statement: int
    table: str
    blocks: str
    """``writes`` or ``reads and writes``."""
    seconds: float
    """How long, at the worst."""


def outage(
    pool: DeclaredPool, block: Block, load: Load, *, granted: int | None = None, refusal: str = REFUSED
) -> Outage | None:
    """None where nobody has to wait, or where requests share connections instead of waiting for one.

    ``load`` is that of this pool, ``granted`` and ``refusal`` are those of ``station_of``.
    """
    station = station_of(pool, granted=granted, refusal=refusal)
    if station is None:
        return None
    found = effect(station, load, block.seconds)
    delayed, failed = round(found.delayed), round(found.failed)
    if not delayed and not failed:
        return None
    return Outage(
        pool=pool.name,
        revision=block.revision,
        statement=block.statement,
        table=block.table,
        blocks=block.blocks,
        seconds=block.seconds,
        rate=load.rate * min(load.blocked, 1.0),
        saturation=found.saturation,
        delayed=delayed,
        failed=failed,
        message=station.message,
        remedy=_remedy(pool.name, station, block, load) if failed else "",
    )


def _remedy(name: str, station: Station, block: Block, load: Load) -> str:
    """The settings and the hours in which none fails, to paste where that is possible."""
    ways = []
    patience = _patience(station, block, load)
    if patience is not None:
        ways.append(f"`pool_timeout={patience}` in the engine of {name} lets all of them wait until it is done")
    rate = bearable_rate(station, load, block.seconds)
    if rate:
        ways.append(f"run it when {name} gets fewer than {rate:,g} requests per second")
    ways.append(f"change {block.table} online: copy its rows to a new table beside it, and exchange the two")
    return _sentence("; or ".join(ways))


def _patience(station: Station, block: Block, load: Load) -> int | None:
    """The least whole number of seconds to wait with which none fails; None where waiting is not the matter."""
    longest = min(LONGEST_PATIENCE, math.ceil(block.seconds) + 1)
    if not station.patience or station.patience >= longest:
        return None

    def spares(patience: float) -> bool:
        return effect(replace(station, patience=patience), load, block.seconds).failed < _NONE

    if not spares(longest):
        return None
    return math.ceil(_border(station.patience, longest, lambda patience: not spares(patience))[1])


def bearable_rate(station: Station, load: Load, seconds: float) -> float:
    """The rate of all requests, in two digits, at which a block of so many seconds makes none fail; 0 for none."""

    def fails(rate: float) -> bool:
        return effect(station, replace(load, rate=rate), seconds).failed >= _NONE

    rate = _border(0.0, load.rate, lambda rate: not fails(rate))[0]
    if rate <= 0:
        return 0.0
    digits = 1 - math.floor(math.log10(rate))
    scale = 10.0**digits
    return math.floor(rate * scale) / scale


def _border(low: float, high: float, is_low: Callable[[float], bool]) -> tuple[float, float]:
    """The two sides of the place where it ends."""
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (middle, high) if is_low(middle) else (low, middle)
    return low, high


def _sentence(text: str) -> str:
    return text if text.startswith("`") else text[0].upper() + text[1:]
