"""Branches: the revisions where the history parts."""

from __future__ import annotations

from dataclasses import replace

from alembic.script import Script, ScriptDirectory

from toolkit.answers import RevisionEntry, Revisions
from toolkit.settings import Settings
from toolkit.workflows.entries import entry_of
from toolkit.workflows.opening import open_project


def branches(settings: Settings) -> Revisions:
    """Every branch point, with the revisions that follow it in its line."""
    with open_project(settings, "branches", verbose=settings.verbose) as project:
        script = project.script
        return Revisions(
            revisions=tuple(
                _with_followers(script, point, settings.verbose)
                for point in script.walk_revisions()
                if point.is_branch_point
            )
        )


def _with_followers(script: ScriptDirectory, point: Script, verbose: bool) -> RevisionEntry:
    entry = entry_of(point, verbose=verbose, include_branches=True)
    indent = " " * len(str(point.revision))
    followers = [
        f"{indent} -> {script.get_revision(name).cmd_format(False, include_branches=True, include_doc=verbose)}"
        for name in point.nextrev
    ]
    return replace(entry, line="\n".join([entry.line, *followers, ""]))
