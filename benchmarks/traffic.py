"""An application under load: requests that arrive at random at a given rate, whatever the server does."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

Request = Callable[[sa.Connection, random.Random], None]
"""What one request does with the connection that it has checked out."""

THREADS = 500


@dataclass(frozen=True, kw_only=True)
class Pool:
    """One process with one pool; times are seconds."""

    size: int = 10
    overflow: int = 10
    timeout: float = 2.0

    def declared(self) -> dict[str, Any]:
        """As ``[tool.tk.pools.NAME]`` has it."""
        return {"pool_size": self.size, "max_overflow": self.overflow, "pool_timeout": self.timeout}


@dataclass(kw_only=True)
class Seen:
    """What became of the requests, by when they came."""

    served: list[float] = field(default_factory=list)
    failed: list[float] = field(default_factory=list)

    def between(self, start: float, end: float) -> tuple[int, int]:
        """How many came in that time, and how many of these failed."""
        served = sum(start <= due < end for due in self.served)
        failed = sum(start <= due < end for due in self.failed)
        return served + failed, failed


@contextmanager
def load(url: str, rate: float, pool: Pool, request: Request, seed: int = 1) -> Iterator[Seen]:
    """The load, for the time of the block. A request that does not get a connection in time has failed."""
    engine = sa.create_engine(
        url, pool_size=pool.size, max_overflow=pool.overflow, pool_timeout=pool.timeout, pool_reset_on_return="rollback"
    )
    seen, over, draw = Seen(), threading.Event(), random.Random(seed)

    def serve(due: float, own: random.Random) -> None:
        try:
            with engine.connect() as connection:
                request(connection, own)
        except sa.exc.SQLAlchemyError:
            seen.failed.append(due)
        else:
            seen.served.append(due)

    def arrive(workers: ThreadPoolExecutor) -> None:
        due = time.time()
        while not over.is_set():
            due += draw.expovariate(rate)
            over.wait(max(due - time.time(), 0))
            workers.submit(serve, due, random.Random(draw.random()))

    with ThreadPoolExecutor(THREADS) as workers:
        arrivals = threading.Thread(target=arrive, args=(workers,), daemon=True)
        arrivals.start()
        try:
            yield seen
        finally:
            over.set()
            arrivals.join()
    engine.dispose()
