"""Show: what the files of given revisions say about themselves."""

from __future__ import annotations

from alembic.script import Script

from toolkit.answers import Revisions
from toolkit.project import Project
from toolkit.settings import Settings
from toolkit.workflows.entries import entry_of
from toolkit.workflows.opening import open_project
from toolkit.workflows.standing import look


def show(settings: Settings, revision: str) -> Revisions:
    """The revisions that ``revision`` denotes; ``current`` asks the database. Raises a TkError."""
    with open_project(settings, "show", rev=revision) as project:
        scripts = (project.script.get_revision(name) for name in denoted(project, revision))
        return Revisions(revisions=tuple(entry_of(script, verbose=True) for script in scripts))


def denoted(project: Project, revision: str) -> tuple[str, ...]:
    """The ids of the revisions that a symbol denotes, ``current`` included."""
    names: list[str] = []

    def note(heads: tuple[str, ...], context: object) -> None:
        names.extend(script.revision for script in project.script.get_revisions(heads))

    if revision == "current":
        look(project, note)
    else:
        # Alembic gives None for the base, though its annotation does not say so.
        found: tuple[Script | None, ...] = project.script.get_revisions(revision)
        names.extend(script.revision for script in found if script is not None)
    return tuple(names)
