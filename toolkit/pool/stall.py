"""What becomes of the requests while a table is blocked: who waits, who fails, and what passes meanwhile.

A request that needs the table keeps its connection until the block ends; one that does not, gives it back after its
hold, and the line moves on by one, whose front may need the table. So connections are lost to the block one by one,
until all wait and the line stands still. Whoever waits in line for longer than the patience fails. When the block ends
at S, those that stand in line have waited less than that, and are served faster than others come. So the requests
that fail are those that came before S - patience and did not get a connection: all that came, less those that all
connections, and what they let pass meanwhile, could take.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from toolkit.pool.station import Station

_LEAST_SLACK = 0.01
"""Part of the capacity that is taken as free when the line is worked off: nearer to overload it would never end."""

_FAR = 12.0
"""Standard deviations: so far from what is expected nothing happens."""
_NOBODY = 1e-9
"""Requests: where fewer come on average, none does."""


@dataclass(frozen=True, kw_only=True)
class Load:
    """The requests of one service. ``rate`` counts those of all its processes."""

    rate: float
    hold: float = 0.0
    """Seconds for which a request has its connection when nothing blocks; 0 where that is not known."""
    blocked: float = 1.0
    """Which part of them needs the table, 0 to 1."""


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What a block does to one service, on average."""

    saturation: float | None
    """Seconds until all connections of a process wait; None where they never do."""
    delayed: float
    failed: float


def effect(station: Station, load: Load, seconds: float) -> Effect:
    """The effect on all processes of a service of a table that is blocked for ``seconds``."""
    if min(load.rate, load.blocked, seconds) <= 0 or load.rate * load.blocked * seconds < _NOBODY:
        return Effect(saturation=None, delayed=0.0, failed=0.0)
    process = Load(rate=load.rate / station.count, hold=load.hold, blocked=min(load.blocked, 1.0))
    saturation = _saturation(station.servers, process)
    failed, tail = _failed(station, process, saturation, seconds)
    delayed = _delayed(station, process, saturation, seconds, failed, tail)
    if failed * station.count >= 1 / 2:
        # In some processes the connections are gone sooner than on average.
        saturation = min(saturation, max(seconds - station.patience, 0.0))
    return Effect(
        saturation=saturation if saturation <= seconds else None,
        delayed=delayed * station.count,
        failed=(failed + tail) * station.count,
    )


def _saturation(servers: int, load: Load) -> float:
    """When the last connection is taken: those in use before give way, those that wait stay."""

    def taken(at: float) -> float:
        return load.rate * (load.blocked * at + load.hold * (1 - load.blocked + load.blocked * _left(at, load.hold)))

    if taken(0.0) >= servers:
        return 0.0
    low, high = 0.0, servers / (load.rate * load.blocked)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if taken(middle) < servers else (low, middle)
    return high


def _failed(station: Station, load: Load, saturation: float, seconds: float) -> tuple[float, float]:
    """How many requests of one process fail while the table is blocked, and how many after that."""
    standstill = saturation + _passed(station.servers, load, saturation, seconds) / load.rate
    longest = seconds - standstill
    if math.isinf(station.patience) or longest <= 0 >= seconds - station.patience:
        return 0.0, 0.0
    excess, often = _remaining(seconds - station.patience, standstill, station.servers)
    failed = load.rate * excess
    if station.room is None or not station.patience:
        # The line that the block leaves behind is of those that came meanwhile: no more than these are its doing.
        return failed, min(_worn(station, load, longest, often), load.rate * seconds)
    return _with_room(station, station.room, load, saturation, seconds, failed)


def _remaining(seconds: float, mean: float, servers: int) -> tuple[float, float]:
    """What is left on average of ``seconds`` when all servers are lost, and how often anything is left.

    Each is lost to a request that comes at random, so the time until the last one has the distribution of Erlang.
    Without this a hundred processes of which ten fail would be told as none that fails.
    """
    if seconds <= 0 or mean <= 0:
        return max(seconds, 0.0), float(seconds > 0)
    expected = servers * seconds / mean
    often = _at_least(servers, expected)
    return max(seconds * often - mean * _at_least(servers + 1, expected), 0.0), often


def _at_least(count: int, expected: float) -> float:
    """How often so many or more come, at random, where ``expected`` come on average."""
    if expected <= 0:
        return 0.0
    far = _FAR * (math.sqrt(expected) + 1)
    likely = range(max(int(expected - far), 0), min(int(expected + far), count))
    fewer = sum(math.exp(some * math.log(expected) - expected - math.lgamma(some + 1)) for some in likely)
    return max(0.0, 1 - fewer)


def _with_room(
    station: Station, room: int, load: Load, saturation: float, seconds: float, unbounded: float
) -> tuple[float, float]:
    """Likewise where few may stand in line: each place fails one request, and takes the next, once in a patience."""
    patience, leaving = station.patience, room / station.patience
    filled = saturation + room / load.rate
    if filled >= min(seconds, saturation + patience):
        return unbounded, 0.0
    # As long as enough get a connection, nobody stands in line for a whole patience.
    passing = _passing(station.servers, load, min(saturation, seconds)) / load.hold if load.hold else 0.0
    slow = saturation + load.hold / load.blocked * math.log(passing / leaving) if passing > leaving else saturation
    if slow > saturation + patience:
        standing = max(seconds - slow, 0.0)
        failed = leaving * standing - leaving * load.hold / load.blocked * (
            1 - _left(standing * load.blocked, load.hold)
        )
    else:
        turns = _whole_turns((seconds - saturation) / patience) - _whole_turns((seconds - filled) / patience)
        failed = room * turns * patience / (filled - saturation)
    failed = min(failed, unbounded)
    drain = station.servers / load.hold if load.hold else math.inf
    if not load.rate < drain < leaving:
        return failed, 0.0
    # The line is longer than what the connections serve within a patience: some fail until no more wait outside.
    outside = max(load.rate * (seconds - filled) - failed, 0.0)
    return failed, outside * (leaving - drain) / (leaving - load.rate)


def _whole_turns(turns: float) -> float:
    """The integral of the whole part, from 0."""
    whole = math.floor(max(turns, 0.0))
    return whole * (whole - 1) / 2 + whole * (max(turns, 0.0) - whole)


def _passing(servers: int, load: Load, at: float) -> float:
    """How many of the connections in use come back by themselves."""
    return min(load.rate * load.hold * (1 - load.blocked + load.blocked * _left(at, load.hold)), float(servers))


def _passed(servers: int, load: Load, saturation: float, seconds: float) -> float:
    """How many get a connection from the line before the end: each that passes leaves it to the next."""
    longer = max(seconds - saturation, 0.0) * load.blocked
    return _passing(servers, load, min(saturation, seconds)) * (1 - _left(longer, load.hold)) / load.blocked


def _worn(station: Station, load: Load, longest: float, often: float) -> float:
    """How many fail after the end, where the first in line has little patience left, and the line moves by fits.

    A line with that many places, all taken, turns away that many before it is gone; one with some places free does
    if it fills up before, which by the ruin of gamblers is as often as this.
    """
    use = min(load.rate * load.hold / station.servers, 1.0)
    places = load.rate * station.patience + 1
    fills = use ** (load.rate * max(station.patience - longest, 0.0)) if longest > 0 else 0.0
    worn = use * (1 - use**places) / (1 - use) if use < 1 else places
    return worn * max(often, fills)


def _delayed(station: Station, load: Load, saturation: float, seconds: float, failed: float, tail: float) -> float:
    """Those of one process that wait and do not fail: for the table, and then, all of them, for a connection."""
    standing, _ = _remaining(seconds, saturation, station.servers)
    passed = _passed(station.servers, load, saturation, seconds)
    waiting = max(load.rate * standing - failed - passed, 0.0)
    free = max(1 - load.rate * load.hold / station.servers, _LEAST_SLACK)
    # Each that comes while the line is worked off stands in it too; each that fails makes it shorter.
    after = max(waiting - tail, 0.0) * (1 - free) / free - tail
    # Without patience nobody stands in line: who finds a connection free has it at once.
    at_once = 0.0 if station.patience else passed * (1 - load.blocked)
    return max(load.rate * (load.blocked * (seconds - standing) + standing) + after - at_once - failed, 0.0)


def _left(seconds: float, hold: float) -> float:
    """Which part of the requests that had a connection has it still."""
    return math.exp(-seconds / hold) if hold > 0 else 0.0
