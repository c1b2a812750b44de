"""Before a run: whether its plan must be made first, which takes rows that are at stake."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext

from toolkit.discovery.databases import may_lead_to_several
from toolkit.errors import CommandRefused
from toolkit.events import Listener
from toolkit.execution.intention import Intention
from toolkit.outcomes import RunOutcome
from toolkit.planning.stakes import AtStake, look_before
from toolkit.project import Project
from toolkit.settings import Settings
from toolkit.workflows.bearing import as_pools_bear, note_of
from toolkit.workflows.declared import declared
from toolkit.workflows.running import run


def run_prepared(project: Project, intention: Intention, tell: Listener, **options: Any) -> RunOutcome:
    """Run, where something is at stake after its plan was made and judged. Raises a TkError.

    env.py runs once where nothing is, and else to find that out and for the plan before. What may lead to several
    databases is never begun before all of them were looked at. ``options`` are those of ``run``.
    """
    settings = project.settings
    _refuse(settings)
    intention = replace(intention, note=note_of(settings, intention.no_trash))
    if settings.preflight == "off":
        return run(project, intention, tell, **options)
    if settings.preflight == "auto" and not _may_lead_to_several(project):
        light = as_pools_bear(intention, [one.pool for one in declared(project)], settings)

        def before(context: MigrationContext) -> None:
            with project.looking():
                look_before(context, intention.find_steps)

        with suppress(AtStake):
            return run(project, light, tell, before=before, **options)
    # It brings half of the house along.
    from toolkit.workflows.rehearsed import prepared_for

    return run(project, prepared_for(project, intention, tell), tell, **options)


def _may_lead_to_several(project: Project) -> bool:
    try:
        source = Path(project.script.env_py_location).read_text(encoding="utf-8", errors="replace")
    except OSError:
        # Whoever runs it has the words for it.
        return False
    return may_lead_to_several(source)


def _refuse(settings: Settings) -> None:
    if settings.severity or settings.allow:
        # The kinds of findings are many modules, which a run that names none need not wait for.
        from toolkit.workflows.judgement import refuse_misnamed
        from toolkit.workflows.kinds import ALL_NAMES

        refuse_misnamed(settings, ALL_NAMES)
    if settings.allow and not settings.reason:
        raise CommandRefused("--allow needs a reason.", mend='Write why: `--allow NAME --reason "..."`.')
