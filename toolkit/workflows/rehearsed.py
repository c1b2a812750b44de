"""The plan of a run, made and held against the live server before it begins; errors stop it with nothing changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from sqlalchemy import URL

from toolkit.errors import PreflightFailed
from toolkit.events import Listener, PlanJudged
from toolkit.execution.intention import Intention
from toolkit.execution.journal.records import Worked
from toolkit.finding import Finding, Severity, has_errors
from toolkit.forecast import DeclaredPool
from toolkit.planning.making import Asked
from toolkit.project import Project
from toolkit.rehearsal.aside import output_aside
from toolkit.workflows.bearing import as_pools_bear
from toolkit.workflows.declared import at_server, declared, tell_elsewhere
from toolkit.workflows.judgement import allowed, as_set
from toolkit.workflows.observing import databases_of
from toolkit.workflows.preparing import Looking, Prepared, prepare

Value = TypeVar("Value")

_REFUSED = "refused-statement"
_LASTING = frozenset(
    {"read-only-server", "pool-saturation", "demand-over-limit", "user-limit-exceeded", "own-connections"}
)
"""What is found whoever changes the database meanwhile."""
_SHOWN = 5
_SECONDS = 5.0
"""How long the load is looked at, where a statement blocks for long and pools are declared."""


def prepared_for(project: Project, intention: Intention, tell: Listener) -> Intention:
    """The intention with what the rehearsal and the pools add to it. Raises PreflightFailed, and SettingInvalid."""
    is_whole = project.settings.preflight == "always"
    pools, found = _prepared(project, intention, tell, copies_all=is_whole)
    judged = _judged(found, project)
    errors = {finding.name for finding in judged if finding.severity is Severity.ERROR}
    is_partial = _REFUSED in errors and not is_whole
    if is_partial or (errors - _LASTING and _has_moved(project, found)):
        # What a copy of some tables lacks, the whole has; and another runner may be done by now.
        pools, found = _prepared(project, intention, tell, copies_all=True)
        judged = _judged(found, project)
    _stop(judged, tell, is_whole=is_whole)
    return _completed(intention, found, pools, project)


def _prepared(
    project: Project, intention: Intention, tell: Listener, *, copies_all: bool
) -> tuple[tuple[DeclaredPool, ...], list[Prepared]]:
    declarations = declared(project)
    pools: dict[str, DeclaredPool] = {}
    found: list[Prepared] = []
    urls: list[URL] = []
    # What env.py prints is part of the run, which runs it once more.
    with project.looking(), output_aside(shown=True):
        for one in databases_of(project):
            own = at_server(declarations, one.observed.engine.url)
            pools |= {pool.name: pool for pool in own}
            urls.append(one.observed.engine.url)
            found.append(
                prepare(project, one, _asked(intention, copies_all=copies_all), own, Looking(seconds=_SECONDS), tell)
            )
    tell_elsewhere(declarations, urls, tell)
    return tuple(pools.values()), found


def _has_moved(project: Project, found: Sequence[Prepared]) -> bool:
    """Whether another runner was at work while it was looked at: it is done by now, or has an open run."""
    # Few runs come to this.
    from toolkit.workflows.interrupted import read_interrupted
    from toolkit.workflows.standing import look

    now: list[tuple[frozenset[str], bool]] = []
    with output_aside(shown=False):
        look(project, lambda heads, context: now.append((frozenset(heads), read_interrupted(context) is not None)))
    return now != [(frozenset(prepared.made.database.before), False) for prepared in found]


def _asked(intention: Intention, *, copies_all: bool) -> Asked:
    return Asked(
        target=intention.target,
        find_steps=intention.find_steps,
        copies_all=copies_all,
        tries_back=False,
        keeps=intention.no_trash is None,
    )


def _judged(found: Sequence[Prepared], project: Project) -> tuple[Finding, ...]:
    settings = project.settings
    all_ = [finding for prepared in found for finding in prepared.findings]
    return tuple(allowed(as_set(all_, settings.severity), settings.allow))


def _stop(judged: Sequence[Finding], tell: Listener, *, is_whole: bool) -> None:
    """Where something is wrong. Notes are for those who want to know it all."""
    told = tuple(finding for finding in judged if is_whole or finding.severity is not Severity.NOTE)
    if told:
        tell(PlanJudged(findings=told))
    if has_errors(judged):
        raise _failed([finding for finding in judged if finding.severity is Severity.ERROR])


def _failed(errors: Sequence[Finding]) -> PreflightFailed:
    named = [f"{finding.name} ({finding.subject})" for finding in errors]
    more = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
    first = errors[0]
    return PreflightFailed(
        f"The run does not begin: {', '.join(named[:_SHOWN])}{more}.",
        where=first.database or "",
        why=first.fact,
        mend=f'{_joined(first.remedy)} accept it: `--allow {first.name} --reason "..."`; `tk plan` tells it all.',
        state=f"Nothing was changed{f' on {first.database}' if first.database else ''}.",
    )


def _joined(remedy: str) -> str:
    """A statement to paste ends as it is sent, or not at all."""
    return f"{remedy} Or" if remedy.endswith((".", ";")) else f"{remedy}; or"


def _completed(
    intention: Intention, found: Sequence[Prepared], pools: Sequence[DeclaredPool], project: Project
) -> Intention:
    works: dict[str, Worked] = {}
    for prepared in found:
        works |= prepared.made.works
    clauses = _agreed([prepared.made.clauses for prepared in found])
    instant = _agreed([dict.fromkeys(prepared.made.instant, True) for prepared in found])
    prepared_intention = as_pools_bear(intention, pools, project.settings)
    return replace(prepared_intention, clauses=clauses, instant=frozenset(instant), works=works)


def _agreed(told: Sequence[Mapping[str, Value]]) -> dict[str, Value]:
    """What holds for a text in every database: the same revisions run in all of them."""
    first, *others = told or [{}]
    return {text: value for text, value in first.items() if all(other.get(text) == value for other in others)}
