"""Runs: what was run on each database, as its journal tells."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from toolkit.answers import PastRun, Runs
from toolkit.settings import Settings
from toolkit.workflows.opening import open_project
from toolkit.workflows.visiting import Visited, visit

_SAME = ("command", "target", "started", "finished", "outcome", "attempts", "os_user", "host", "note")


def runs(settings: Settings) -> Runs:
    """The runs in the journals of the project's databases, the newest first. Raises a TkError."""
    with open_project(settings, "current", check_heads=False, verbose=settings.verbose) as project:
        found = visit(project, _read)
    return Runs(runs=tuple(sorted((run for each in found for run in each), key=_when, reverse=True)))


def _when(run: PastRun) -> str:
    return run.started


def _read(connection: Connection, visited: Visited) -> list[PastRun]:
    journal = visited.journal
    if not journal.is_there(connection):
        return []
    table = journal.tables.runs
    rows = connection.execute(select(table).where(table.c.version_table == visited.version_table)).mappings()
    return [_past(row, visited) for row in rows]


def _past(row: Any, visited: Visited) -> PastRun:
    return PastRun(
        database=visited.place.database,
        before=tuple(json.loads(row["before"])),
        after=tuple(json.loads(row["after"] or "[]")),
        revisions=tuple(json.loads(row["revisions"] or "[]")),
        **{name: row[name] for name in _SAME},
    )
