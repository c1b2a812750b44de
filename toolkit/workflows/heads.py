"""Heads: the revisions that no other one follows."""

from __future__ import annotations

from toolkit.answers import Revisions
from toolkit.revising.contests import contests, notice
from toolkit.settings import Settings
from toolkit.workflows.entries import entry_of
from toolkit.workflows.opening import open_project


def heads(settings: Settings, *, resolve_dependencies: bool = False) -> Revisions:
    """The heads; with ``resolve_dependencies`` only those that no other revision depends on either."""
    options = {"verbose": settings.verbose, "resolve_dependencies": resolve_dependencies}
    with open_project(settings, "heads", **options) as project:
        script = project.script
        found = script.get_revisions("heads" if resolve_dependencies else script.get_heads())
        return Revisions(
            revisions=tuple(
                entry_of(revision, verbose=settings.verbose, include_branches=True, tree_indicators=False)
                for revision in found
            ),
            notes=tuple(notice(contest, settings.directory) for contest in contests(found)),
        )
