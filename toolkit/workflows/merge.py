"""Merge: one revision that follows several heads."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from typing import Any

from alembic import command

from toolkit.answers import FilesWritten
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
        # What Alembic says meanwhile is story; stdout is for the answer.
        with project.around_environment(), redirect_stdout(sys.stderr):
            written = command.merge(project.config, list(revisions), **options, **spliced)
        if written is None:
            return FilesWritten(files=())
        return FilesWritten(files=(written.path,), revisions=(written.revision,))
