"""Where the databases of a project stand, read through env.py without changing anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import Script

from toolkit.answers import DatabaseRevisions
from toolkit.places import place_of
from toolkit.project import Project
from toolkit.workflows.entries import entry_of
from toolkit.workflows.interrupted import read_interrupted


def read_standing(project: Project, *, verbose: bool = False, pending: bool = False) -> tuple[DatabaseRevisions, ...]:
    """Where each database stands; with ``pending``, also what waits for it. Only reads."""
    found: list[DatabaseRevisions] = []

    def note(heads: tuple[str, ...], context: MigrationContext) -> None:
        found.append(_standing(project, heads, context, verbose, pending))

    look(project, note)
    return tuple(found)


def look(project: Project, note: Callable[[tuple[str, ...], MigrationContext], None]) -> None:
    """Run env.py only to look: ``note`` gets the heads of each database, and nothing is written."""

    def steps(heads: Any, context: MigrationContext) -> list[Any]:
        note(tuple(heads), context)
        return []

    project.run_environment(steps, dont_mutate=True)


def _standing(
    project: Project, heads: tuple[str, ...], context: MigrationContext, verbose: bool, pending: bool
) -> DatabaseRevisions:
    assert context.connection is not None
    unknown = tuple(head for head in heads if not project.is_known(head))
    known = tuple(head for head in heads if head not in unknown)
    current: set[Script] = project.script.get_all_current(known)
    return DatabaseRevisions(
        place=place_of(context.connection),
        # A set: its order would differ from one run to the next.
        current=tuple(
            entry_of(script, verbose=verbose) for script in sorted(current, key=lambda script: script.revision)
        ),
        at_head=set(heads) == set(project.script.get_heads()),
        pending=_pending(project, known) if pending and not unknown else (),
        unknown=unknown,
        interrupted=read_interrupted(context) if pending else None,
    )


def _pending(project: Project, heads: tuple[str, ...]) -> tuple[Any, ...]:
    # Alembic's own upgrade hands it the tuple that env.py read, whatever its annotation says.
    steps = project.script._upgrade_revs("heads", heads)  # type: ignore[arg-type]  # see above
    return tuple(entry_of(step.revision) for step in steps)
