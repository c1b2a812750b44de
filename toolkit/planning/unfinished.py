"""A run that was begun and not seen to end: where it stands between two revisions, the next can be rehearsed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from toolkit.execution.half import has_half_done
from toolkit.execution.journal.journal import Journal
from toolkit.execution.run import RELATIVE
from toolkit.execution.turn import is_alive_here


def is_unfinished(
    connection: Connection, journal: Journal, script: ScriptDirectory, heads: Sequence[str], target: str
) -> bool:
    """Whether the database stands in the middle of a revision, or somebody on this machine is at work on it.

    A relative target means what it meant when the run began, which is not what it means from here.
    """
    with suppress(SQLAlchemyError):  # a user who may not read it has no run to go on with
        run = journal.open_run(connection) if journal.is_there(connection) else None
        if run is None:
            return False
        if RELATIVE.fullmatch(target) or is_alive_here(run.process):
            return True
        return has_half_done(connection, script, run, journal.records(connection, run.id), heads)
    return False
