"""Check: whether the models, the revisions and the live databases agree."""

from __future__ import annotations

import os

from toolkit.answers import CheckResult
from toolkit.drift.checking import Checking, Parts
from toolkit.drift.expecting import Expecting
from toolkit.drift.findings.multiple_heads import multiple_heads
from toolkit.drift.findings.register import pages
from toolkit.drift.history import RevisionFiles, revision_files
from toolkit.drift.locating import Locator
from toolkit.drift.storing import cache_of
from toolkit.errors import MetadataMissing, SettingInvalid, TkError, VersionTableInvalid
from toolkit.events import Listener
from toolkit.finding import Finding, has_errors
from toolkit.project import Project
from toolkit.rehearsal.observing import Observed, observe
from toolkit.settings import Settings
from toolkit.workflows.judgement import as_set, refuse_unknown
from toolkit.workflows.kinds import ALL_NAMES
from toolkit.workflows.opening import open_project


def check(settings: Settings, parts: Parts, tell: Listener, *, explicit: bool = False) -> CheckResult:
    """Compare, and say what differs; ``explicit``: the parts were asked for by name. Raises a TkError.

    Heads need no database to be found: where one cannot be reached, they are the answer, with the ``failure``.
    """
    found: list[Finding] = []
    try:
        return _checked(settings, parts, tell, found, explicit=explicit)
    except TkError as failure:
        judged = tuple(as_set(found, settings.severity))
        if not has_errors(judged) or isinstance(failure, SettingInvalid):
            raise
        return CheckResult(findings=judged, databases=(), pages=pages(), failure=failure)


def _checked(settings: Settings, parts: Parts, tell: Listener, found: list[Finding], *, explicit: bool) -> CheckResult:
    with open_project(settings, "check") as project, project.looking():
        databases = []
        seen, files = _observed(project, parts, found)
        without_models = not any(observed.metadata for observed in seen)
        for observed in seen:
            # Of several databases some may have no models; of none at all they were forgotten, and nothing would tell.
            _refuse(project, observed, needs_models=parts.models and (explicit or without_models))
            expecting = Expecting(
                project=project,
                observed=observed,
                files=files,
                cache=cache_of(os.environ),
                shadow_url=settings.shadow_url,
                tell=tell,
            )
            checking = Checking(expecting, parts)
            found += checking.findings()
            databases.append(checking.database())
        refuse_unknown(settings.severity, ALL_NAMES, "severity")
        judged = tuple(as_set(found, settings.severity))
        return CheckResult(
            findings=judged,
            databases=tuple(databases),
            pages=pages(),
            configuration=tuple(map(str, project.located.existing())),
        )


def _observed(project: Project, parts: Parts, found: list[Finding]) -> tuple[list[Observed], RevisionFiles]:
    """The databases, then the revision files: these may use the models that env.py loads, and change them.

    What is wrong with the files is told also where env.py fails.
    """
    try:
        seen = observe(project, live=parts.live)
    except (Exception, SystemExit):
        _history(project, parts, found)
        raise
    return seen, _history(project, parts, found)


def _history(project: Project, parts: Parts, found: list[Finding]) -> RevisionFiles:
    files = revision_files(project)
    if parts.migrations:
        found += multiple_heads(project.script.get_revisions(files.heads), Locator(project).of_revision)
    return files


def _refuse(project: Project, observed: Observed, *, needs_models: bool) -> None:
    unknown = [head for head in observed.heads if not project.is_known(head)]
    if unknown:
        raise VersionTableInvalid(
            f"The database is at revision {', '.join(unknown)}, which no revision file has.",
            where=", ".join(map(str, project.version_directories)),
            why="A newer release migrated it, or the file was deleted or is on another branch of the repository.",
            mend="Deploy the files that made this database, or say what it is at: `tk stamp --purge REVISION`.",
        )
    if needs_models and not observed.metadata:
        raise MetadataMissing(
            "env.py gives Alembic no models to compare with.",
            where=str(project.script.env_py_location),
            mend="Pass `target_metadata=Base.metadata` to `context.configure` in env.py. "
            "Where there are no models, check the rest: `tk check --live --migrations`.",
        )
