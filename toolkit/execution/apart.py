"""Work over a connection of its own, beside the one that migrates: in a thread, and unseen by the gate."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.util import greenlet_spawn

from toolkit.execution.passing import APART_OPTION

Result = TypeVar("Result")


def apart(engine: Engine, work: Callable[[Connection], Result]) -> Result:
    """Do it with a connection of another pool like the engine's, whose own may all be in use, or in another loop."""
    own = Engine(engine.pool.recreate(), engine.dialect, engine.url, execution_options={APART_OPTION: True})

    def run() -> Result:
        try:
            with own.connect() as connection:
                return work(connection)
        finally:
            own.dispose()

    return asyncio.run(greenlet_spawn(run)) if engine.dialect.is_async else run()
