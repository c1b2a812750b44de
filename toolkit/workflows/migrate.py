"""Upgrade: run the revisions between where a database stands and a target above it."""

from __future__ import annotations

from typing import Any

from toolkit.errors import CommandRefused, NothingToMigrate
from toolkit.events import Listener
from toolkit.outcomes import RunOutcome
from toolkit.project import Project
from toolkit.settings import Settings
from toolkit.workflows.choices import USUAL, Choices, intention_of
from toolkit.workflows.opening import open_project
from toolkit.workflows.preflight import run_prepared
from toolkit.workflows.running import run


def migrate(
    settings: Settings,
    target: str,
    tell: Listener,
    *,
    sql: bool = False,
    tag: str | None = None,
    choices: Choices = USUAL,
) -> RunOutcome:
    """Bring the databases of the project to ``target``.

    ``target`` is a revision in any of Alembic's spellings; with ``sql`` it may be ``from:to``, and the
    statements are printed instead of run. Raises a TkError.
    """
    start, end = _range(target, sql)
    with open_project(settings, "upgrade", revision=target, sql=sql, tag=tag) as project:
        _refuse_no_revisions(project)

        def find_steps(heads: Any) -> list[Any]:
            return list(project.script._upgrade_revs(end, heads))

        intention = intention_of(settings, choices, "upgrade", end, find_steps)
        options = {"as_sql": sql, "starting_rev": start, "tag": tag}
        if sql or choices.resume_from is not None:
            return run(project, intention, tell, **options)
        return run_prepared(project, intention, tell, **options)


def _range(target: str, sql: bool) -> tuple[str | None, str]:
    start, colon, end = target.partition(":")
    if not colon:
        return None, target
    if not sql:
        raise CommandRefused(
            f"The range {target} needs --sql: a database starts from where it stands.",
            mend=f"Name the target alone: `tk migrate {end}`.",
        )
    return start or None, end


def _refuse_no_revisions(project: Project) -> None:
    if not project.version_directories or any(map(project.has_revision_files, project.version_directories)):
        return
    raise NothingToMigrate(
        "There are no revisions: nothing can be migrated.",
        where=", ".join(map(str, project.version_directories)),
        why="No revision file is there; in a deployment that means that the files were left out.",
        mend="Write the first with `tk revision --autogenerate -m MESSAGE`, or bring the files along.",
    )
