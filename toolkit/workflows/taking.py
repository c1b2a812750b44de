"""Taking the turn on a database for what is done outside of a run: nobody migrates it meanwhile."""

from __future__ import annotations

import time

from sqlalchemy.engine import Connection

from toolkit.backends.register import backend_of
from toolkit.backends.sessions.base import Hold
from toolkit.backends.sessions.register import sessions_of
from toolkit.events import Listener
from toolkit.execution.journal.journal import Journal
from toolkit.execution.journal.records import OpenRun
from toolkit.execution.turn import Turn
from toolkit.settings import Settings


def take_turn(
    connection: Connection, settings: Settings, tell: Listener, *, schema: str | None, version_table: str
) -> Hold | None:
    """The lock of a run, once it is ours; None on a backend that has none. Raises AnotherRunner."""
    sessions = sessions_of(backend_of(connection.dialect).name)
    if sessions is None:
        return None
    journal = Journal(schema, version_table)

    def open_run() -> OpenRun | None:
        return journal.open_run(connection) if journal.is_there(connection) else None

    turn = Turn(
        sessions=sessions,
        key=f"{schema or ''}.{version_table}",
        schema=schema,
        seconds=settings.wait,
        pause=time.sleep,
        tell=tell,
    )
    return turn.take(connection, open_run)
