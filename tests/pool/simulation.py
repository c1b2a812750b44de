"""Requests one by one, as a pool of SQLAlchemy treats them: what the arithmetic of the toolkit is held against."""

from __future__ import annotations

import heapq
import math
import random
from collections import deque
from dataclasses import dataclass, field

from toolkit.pool.stall import Load
from toolkit.pool.station import Station

ARRIVES, GIVES_UP, RETURNS = range(3)


@dataclass
class Process:
    """One process: threads, connections, and those who wait for either."""

    station: Station
    load: Load
    random: random.Random
    blocked_until: float = 0.0
    busy: int = 0
    outside: deque[int] = field(default_factory=deque)
    line: deque[int] = field(default_factory=deque)
    events: list[tuple[float, int, int]] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)
    waited: set[int] = field(default_factory=set)
    failed: int = 0
    arrived: int = 0

    def take(self, now: float, request: int) -> None:
        """A connection; whoever needs the table keeps it until the block ends."""
        self.busy += 1
        begin = now
        if now < self.blocked_until and self.random.random() < self.load.blocked:
            begin = self.blocked_until
            self.waited.add(request)
        heapq.heappush(self.events, (begin + self.hold(), RETURNS, request))

    def hold(self) -> float:
        return self.random.expovariate(1 / self.load.hold) if self.load.hold else 0.0

    def enter(self, now: float, request: int) -> None:
        """A thread works on it: now it asks for a connection."""
        if self.busy < self.station.servers:
            self.take(now, request)
        elif self.station.patience == 0:
            self.fail(now, request)
        else:
            self.line.append(request)
            self.waited.add(request)
            heapq.heappush(self.events, (now + self.station.patience, GIVES_UP, request))

    def fail(self, now: float, request: int) -> None:
        self.failed += 1
        self.gone.add(request)
        self.let_in(now)

    def let_in(self, now: float) -> None:
        if self.outside and self.has_room():
            self.enter(now, self.outside.popleft())

    def has_room(self) -> bool:
        return self.station.room is None or self.busy + len(self.line) < self.station.servers + self.station.room

    def happen(self, now: float, what: int, request: int) -> None:
        if what == ARRIVES:
            self.arrived += 1
            heapq.heappush(self.events, (now + self.random.expovariate(self.load.rate), ARRIVES, request + 1))
            if self.has_room():
                self.enter(now, request)
            else:
                self.waited.add(request)
                self.outside.append(request)
        elif what == GIVES_UP:
            if request in self.line:
                self.line.remove(request)
                self.fail(now, request)
        else:
            self.busy -= 1
            if self.line:
                self.take(now, self.line.popleft())
            self.let_in(now)


def stalled(station: Station, load: Load, seconds: float, *, seed: int) -> tuple[int, int]:
    """How many wait, and how many fail, until nobody waits any more."""
    process = Process(station, load, random.Random(seed), blocked_until=0.0)
    for request in range(min(poisson(load.rate * load.hold, process.random), station.servers)):
        process.take(0.0, -1 - request)
    process.blocked_until = seconds
    process.events.append((process.random.expovariate(load.rate), ARRIVES, 0))
    heapq.heapify(process.events)
    while process.events:
        now, what, request = heapq.heappop(process.events)
        if now > seconds and process.busy < station.servers and not process.line:
            break
        process.happen(now, what, request)
    return len(process.waited - process.gone), process.failed


def stalled_everywhere(
    station: Station, load: Load, seconds: float, *, seed: int, runs: int = 1
) -> tuple[float, float]:
    """Likewise in all processes, on average over some runs."""
    one = Load(rate=load.rate / station.count, hold=load.hold, blocked=load.blocked)
    found = [stalled(station, one, seconds, seed=seed * 1009 + run) for run in range(runs * station.count)]
    return sum(delayed for delayed, _ in found) / runs, sum(failed for _, failed in found) / runs


def steady(station: Station, load: Load, *, requests: int, seed: int, constant: bool = False) -> float:
    """Which part of the requests fails when nothing blocks."""
    process = Process(station, load, random.Random(seed))
    if constant:
        process.hold = lambda: load.hold  # type: ignore[method-assign]
    process.events.append((0.0, ARRIVES, 0))
    while process.arrived < requests:
        process.happen(*heapq.heappop(process.events))
    return process.failed / process.arrived


def poisson(mean: float, source: random.Random) -> int:
    at, count = source.expovariate(1.0), 0
    while at < mean:
        at += source.expovariate(1.0)
        count += 1
    return count if math.isfinite(mean) else 0
