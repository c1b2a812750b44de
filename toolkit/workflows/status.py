"""Status: where everything stands, and where the settings came from."""

from __future__ import annotations

from toolkit.answers import Status
from toolkit.revising.contests import contests_of, notice
from toolkit.settings import Settings
from toolkit.workflows.entries import entry_of
from toolkit.workflows.opening import open_project
from toolkit.workflows.standing import read_standing


def status(settings: Settings) -> Status:
    """The databases with their current and pending revisions, the heads, and the sources of the settings."""
    with open_project(settings, "current", check_heads=False, verbose=settings.verbose) as project:
        return Status(
            databases=read_standing(project, pending=True),
            heads=tuple(entry_of(script) for script in project.script.get_revisions("heads")),
            scripts=str(project.script.dir),
            configuration=project.located.existing(),
            settings=settings.sources,
            notes=tuple(notice(contest, settings.directory) for contest in contests_of(project.script)),
        )
