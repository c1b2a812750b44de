"""Abandon: go back to the state before the revision that an interrupted run left half applied."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from alembic.runtime.migration import MigrationContext

from toolkit.backends.register import backend_of
from toolkit.backends.trash.register import trash_of
from toolkit.errors import CommandRefused
from toolkit.events import Listener
from toolkit.execution.exchange import entries_by_id
from toolkit.execution.half import half_applied
from toolkit.execution.journal.journal import Journal
from toolkit.execution.journal.trashed import load_trash
from toolkit.execution.trash import Keeper
from toolkit.execution.undoing import Undoing
from toolkit.outcomes import DatabaseOutcome, RunOutcome
from toolkit.places import place_of
from toolkit.project import Project
from toolkit.settings import Settings
from toolkit.workflows.opening import open_project
from toolkit.workflows.taking import take_turn


def abandon(settings: Settings, command: str, tell: Listener) -> RunOutcome:
    """Take back what is half done on each database. Raises a TkError, with nothing changed where that cannot be."""
    started = time.perf_counter()
    with open_project(settings, command, revision="head", sql=False, tag=None) as project:
        outcomes: list[DatabaseOutcome] = []

        def steps(heads: Any, context: MigrationContext) -> list[Any]:
            outcomes.append(_abandoned(project, tuple(heads), context, tell))
            return []

        project.run_environment(steps, dont_mutate=True)
    return RunOutcome(databases=tuple(outcomes), seconds=time.perf_counter() - started)


def _abandoned(project: Project, heads: tuple[str, ...], context: MigrationContext, tell: Listener) -> DatabaseOutcome:
    connection = context.connection
    assert connection is not None
    backend = backend_of(connection.dialect).name
    trash = trash_of(backend)
    journal = Journal(context.version_table_schema, context.version_table)
    outcome = DatabaseOutcome(
        place=place_of(connection),
        before=heads,
        after=heads,
        steps=(),
        at_head=set(heads) == set(project.script.get_heads()),
    )
    if trash is None or not journal.is_there(connection):
        raise _nothing(outcome)
    hold = take_turn(
        connection,
        project.settings,
        tell,
        schema=context.version_table_schema,
        version_table=context.version_table,
    )
    try:
        run = journal.open_run(connection)
        if run is None:
            raise _nothing(outcome)
        records = journal.records(connection, run.id)
        half = half_applied(context, run, records, heads)
        if half is not None:
            keeper = Keeper(trash=trash, entries=dict(entries_by_id(load_trash(connection, journal.tables))))
            keeper.enter(half, run.command)
            undoing = Undoing(
                connection=connection, backend=backend, journal=journal, run=run.id, revision=half, keeper=keeper
            )
            undoing.undo(records[half])
        journal.end(connection, run.id, "abandoned", heads, [])
        if not context._in_external_transaction:
            connection.commit()
    finally:
        if hold is not None:
            hold.release()
    return replace(outcome, taken_back=half)


def _nothing(outcome: DatabaseOutcome) -> CommandRefused:
    return CommandRefused(
        f"No run on {outcome.place.database} was interrupted: there is nothing to abandon.",
        mend="`tk history --runs` tells how each run ended.",
    )
