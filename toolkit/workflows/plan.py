"""Plan: what the pending revisions will do, before they run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from toolkit.errors import CommandRefused, TargetInvalid
from toolkit.events import Listener
from toolkit.finding import Finding
from toolkit.plan import PlannedDatabase, PlanResult
from toolkit.planning.making import Asked
from toolkit.preflight.register import pages
from toolkit.project import Project
from toolkit.rehearsal.observing import Observed
from toolkit.rehearsal.replaying import FindSteps
from toolkit.settings import Settings
from toolkit.workflows.declared import at_server, declared, tell_elsewhere
from toolkit.workflows.judgement import allowed, as_set, refuse_misnamed
from toolkit.workflows.kinds import ALL_NAMES
from toolkit.workflows.observing import databases_of
from toolkit.workflows.opening import open_project
from toolkit.workflows.preparing import Looking, Prepared, prepare


def plan(
    settings: Settings, target: str, tell: Listener, *, downgrade: bool = False, looking: Looking | None = None
) -> PlanResult:
    """``target`` is a revision, a range ``from:to``, or the path of one revision file. Raises a TkError."""
    refuse_misnamed(settings, ALL_NAMES)
    with open_project(settings, "upgrade", revision=target, sql=False, tag=None) as project, project.looking():
        start, end = _range(project, target, downgrade=downgrade)
        declarations = declared(project)
        findings: list[Finding] = []
        databases: list[PlannedDatabase] = []
        urls: list[URL] = []
        for found in databases_of(project):
            asked = Asked(
                target=end,
                start=_start(project, start, found.observed),
                find_steps=_finder(project, end, downgrade=downgrade),
                keeps=settings.no_trash is None,
            )
            pools = at_server(declarations, found.observed.engine.url)
            prepared = prepare(project, found, asked, pools, looking or Looking(), tell)
            _refuse_backwards(start, end, prepared)
            findings += prepared.findings
            databases.append(prepared.database)
            urls.append(found.observed.engine.url)
        tell_elsewhere(declarations, urls, tell)
        return PlanResult(
            findings=tuple(allowed(as_set(findings, settings.severity), settings.allow)),
            databases=tuple(databases),
            pools=tuple(one.pool for one in declarations),
            pages=pages(),
            configuration=tuple(map(str, project.located.existing())),
        )


def _refuse_backwards(start: str | None, end: str, prepared: Prepared) -> None:
    if start is not None and start != end and not prepared.database.revisions:
        raise CommandRefused(
            f"Nothing lies between {start} and {end}.",
            mend=f"Write the earlier one first, `tk plan {end}:{start}`, or plan the way back: `--downgrade`.",
        )


def _range(project: Project, target: str, *, downgrade: bool) -> tuple[str | None, str]:
    """Where it begins, None for where the database stands, and where it ends."""
    if not target.strip():
        raise CommandRefused("The revision is empty.", mend="Name one, or leave it out: `tk plan` goes up to heads.")
    if target.endswith(".py"):
        before, after = _of_file(project, target)
        return (after, before) if downgrade else (before, after)
    start, colon, end = target.partition(":")
    return (start or "base", end or "heads") if colon else (None, target)


def _of_file(project: Project, target: str) -> tuple[str, str]:
    """The revisions before and after it."""
    path = (project.settings.directory / target).resolve()
    found = next((script for script in project.script.walk_revisions() if Path(script.path).resolve() == path), None)
    if found is None:
        raise TargetInvalid(
            f"{target} is no revision file of this project.",
            where=", ".join(map(str, project.version_directories)),
            mend="Name a file in one of these directories, or a revision: `tk history` lists them.",
        )
    before = found._versioned_down_revisions
    if len(before) > 1:
        raise CommandRefused(
            f"{target} joins {len(before)} branches, and by itself it does nothing.",
            mend="Name a range, or the revision: `tk plan REVISION`.",
        )
    return (before[0] if before else "base"), found.revision


def _start(project: Project, start: str | None, observed: Observed) -> tuple[str, ...] | None:
    if start is None:
        return None
    found = tuple(script.revision for script in project.script.get_revisions(start))
    return None if set(found) == set(observed.heads) else found


def _finder(project: Project, end: str, *, downgrade: bool) -> FindSteps:
    def find_steps(heads: Any) -> Sequence[Any]:
        script = project.script
        return script._downgrade_revs(end, heads) if downgrade else script._upgrade_revs(end, heads)

    return find_steps
