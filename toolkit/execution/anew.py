"""Waiting for a lock with no transaction open: who holds it is asked over a connection of its own."""

from __future__ import annotations

import asyncio

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.util import greenlet_spawn

from toolkit.backends.register import backend_of
from toolkit.backends.sql.reading import read
from toolkit.execution.patience import Patience
from toolkit.execution.run import Run


def wait_anew(patience: Patience, run: Run, sql: str) -> bool:
    """Sleep before env.py runs again. False where the time is up."""
    engine = run.engine
    names = {name for statement in read(sql, backend_of(engine.dialect).name) for name in statement.names}

    def wait() -> bool:
        with engine.connect() as connection:
            return patience.wait(connection, run.sessions, sql, names, ended=run.patience)

    try:
        return bool(asyncio.run(greenlet_spawn(wait))) if engine.dialect.is_async else wait()
    except SQLAlchemyError:
        return patience.wait(None, run.sessions, sql, names)
