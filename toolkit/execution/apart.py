"""Work over a connection of its own, beside the one that migrates: in a thread, and unseen by the gate."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.util import greenlet_spawn

from toolkit.backends.register import backend_of
from toolkit.backends.sessions.register import sessions_of
from toolkit.execution.passing import APART_OPTION

Result = TypeVar("Result")

_QUESTION = 10.0
"""Seconds that one question of somebody who only looks may take."""
_PATIENCE = 1.0
"""Seconds that it may wait for a lock: the application would wait behind it."""


def apart(engine: Engine, work: Callable[[Connection], Result]) -> Result:
    """Do it with a connection of another pool like the engine's, whose own may all be in use, or in another loop."""
    own = Engine(engine.pool.recreate(), engine.dialect, engine.url, execution_options={APART_OPTION: True})

    def run() -> Result:
        try:
            with own.connect() as connection:
                # Whoever asks which connections this process holds is not to mean this one.
                connection.info[APART_OPTION] = True
                return work(connection)
        finally:
            own.dispose()

    return asyncio.run(greenlet_spawn(run)) if engine.dialect.is_async else run()


def looking_apart(engine: Engine, work: Callable[[Connection], Result]) -> Result:
    """The same with a connection that changes nothing, in which each question is a transaction of its own."""

    def limited(connection: Connection) -> Result:
        live = connection.execution_options(isolation_level="AUTOCOMMIT")
        sessions = sessions_of(backend_of(live.dialect).name)
        if sessions is not None:
            sessions.only_read(live, _QUESTION, patience=_PATIENCE)
        return work(live)

    return apart(engine, limited)
