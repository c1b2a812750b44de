"""Merge: one revision that follows several heads."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from typing import Any

from alembic import command
from alembic.script import Script

from toolkit.answers import FilesWritten
from toolkit.project import Project
from toolkit.revising.contests import contests_of, notice
from toolkit.settings import Settings
from toolkit.workflows.opening import open_project


def merge(
    settings: Settings,
    revisions: tuple[str, ...],
    *,
    message: str | None = None,
    branch_label: str | None = None,
    rev_id: str | None = None,
    splice: bool = False,
) -> FilesWritten:
    """Write a revision that joins ``revisions`` (``heads`` for all of them). Raises a TkError."""
    options: dict[str, Any] = {"message": message, "branch_label": branch_label, "rev_id": rev_id}
    # Alembic has the option since 1.18.5.
    spliced: dict[str, Any] = {"splice": True} if splice else {}
    with open_project(settings, "merge", revisions=list(revisions), splice=splice, **options) as project:
        heads = project.script.get_heads()
        if revisions == ("heads",) and not heads[1:]:
            return FilesWritten(files=(), notes=(_nothing_to_join(heads),))
        # What Alembic says meanwhile is story; stdout is for the answer.
        with project.around_environment(), redirect_stdout(sys.stderr):
            written = command.merge(project.config, list(revisions), **options, **spliced)
        if written is None:
            return FilesWritten(files=())
        return FilesWritten(
            files=(written.path,), revisions=(written.revision,), notes=tuple(_notes(project, written, settings))
        )


def _nothing_to_join(heads: Sequence[str]) -> str:
    found = f"one head, {heads[0]}" if heads else "no revision yet"
    return f"There is nothing to join: the history has {found}. No file was written."


def _notes(project: Project, written: Script, settings: Settings) -> Iterator[str]:
    if not written.is_merge_point:
        yield f"It joins nothing: {written.revision} follows one revision."
    for contest in contests_of(project.reread([written.path]).script):
        yield notice(contest, settings.directory)
