"""Revise: write a new revision file, empty or from the difference between models and database."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from typing import Any

from alembic import command

from toolkit.answers import FilesWritten
from toolkit.autogenerate.choices import Choices
from toolkit.errors import CommandRefused
from toolkit.project import Project
from toolkit.revising.contests import contests_of, names_of, notice
from toolkit.settings import Settings
from toolkit.workflows.answering import Asks
from toolkit.workflows.generate import generate
from toolkit.workflows.opening import open_project
from toolkit.workflows.unseen import our_own_unseen

UNDECIDED = Choices()
"""Nothing is decided beforehand."""


def revise(
    settings: Settings,
    *,
    autogenerate: bool = False,
    sql: bool = False,
    choices: Choices = UNDECIDED,
    asks: Asks | None = None,
    **options: Any,
) -> FilesWritten:
    """Write a revision file.

    ``choices`` and ``asks`` are about what autogenerate does not write by itself; ``options`` are those of Alembic's
    ``revision`` command: message, head, splice, branch_label, version_path, rev_id, depends_on. Raises a TkError.
    """
    if autogenerate and sql:
        raise CommandRefused(
            "--autogenerate and --sql do not go together: the models are compared with a live database.",
            mend="Leave one of them out.",
        )
    if choices != UNDECIDED and not autogenerate:
        raise CommandRefused(
            "--allow and --rename are about what --autogenerate finds.", mend="Add --autogenerate, or leave them out."
        )
    with open_project(settings, "revision", autogenerate=autogenerate, sql=sql, **options) as project:
        standing = _Standing(project, is_at_head=options.get("head") in (None, "head"))
        if autogenerate:
            written = _generated(project, options, choices, asks, standing)
        else:
            standing.look()
            written = _empty(project, sql=sql, **options)
        if not written.files or (standing.is_at_head and not options.get("splice")):
            return written
        return replace(written, notes=(*written.notes, *standing.noticed(written.files)))


def _generated(
    project: Project, options: Mapping[str, Any], choices: Choices, asks: Asks | None, standing: _Standing
) -> FilesWritten:
    try:
        return generate(project, options, choices, asks, standing.look)
    except (Exception, SystemExit) as error:
        failure = error
    # Heads need no database to be found, and are no consequence of its failure.
    standing.look()
    raise failure


class _Standing:
    """The heads, before and after a file is written."""

    def __init__(self, project: Project, *, is_at_head: bool) -> None:
        self._project, self.is_at_head = project, is_at_head
        self._known: set[str] = set()
        self._has_looked = False

    def look(self) -> None:
        """Before. Raises what Alembic raises where there are several, which it does only when the file is written."""
        if self._has_looked:
            return
        self._has_looked = True
        before = contests_of(self._project.script)
        if before and self.is_at_head:
            self._project.script.get_current_head()
        self._known |= {names_of(contest) for contest in before}

    def noticed(self, files: Sequence[str]) -> tuple[str, ...]:
        """What a new file has made of them, unless it was so before."""
        return tuple(
            notice(contest, self._project.settings.directory)
            for contest in contests_of(self._project.reread(files).script)
            if names_of(contest) not in self._known
        )


def _empty(project: Project, **options: Any) -> FilesWritten:
    # What Alembic says meanwhile is story; stdout is for the answer.
    with project.around_environment(), our_own_unseen(), redirect_stdout(sys.stderr):
        written = command.revision(project.config, autogenerate=False, **options)
    scripts = [script for script in (written if isinstance(written, Sequence) else [written]) if script is not None]
    return FilesWritten(
        files=tuple(script.path for script in scripts), revisions=tuple(script.revision for script in scripts)
    )
