"""Edit: open revision files in the editor."""

from __future__ import annotations

from alembic.util import open_in_editor

from toolkit.errors import TargetInvalid
from toolkit.settings import Settings
from toolkit.workflows.opening import open_project
from toolkit.workflows.show import denoted


def edit(settings: Settings, revision: str) -> None:
    """Open the files of the revisions that ``revision`` denotes in $VISUAL or $EDITOR. Raises a TkError."""
    with open_project(settings, "edit", rev=revision) as project:
        names = denoted(project, revision)
        if not names:
            raise TargetInvalid(
                "The database is at no revision yet."
                if revision == "current"
                else f"No revision file is meant by {revision}.",
                mend="Name a revision: `tk edit head`; `tk history` lists them.",
            )
        for name in names:
            open_in_editor(project.script.get_revision(name).path)
