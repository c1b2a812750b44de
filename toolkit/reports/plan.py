"""The answer of plan as text for a person: what will run, what it does to tables, pools and those who use them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.answers import CheckResult
from toolkit.finding import Finding
from toolkit.plan import PlannedDatabase, PlannedRevision, PlannedStatement, PlanResult
from toolkit.reports import findings, forecasts, impacts
from toolkit.reports.characters import lines_of, shown
from toolkit.reports.counting import counted
from toolkit.reports.wrapping import statement, wrapped

SIGNS = {"upgrade": "+", "downgrade": "-"}


def render(answer: PlanResult, *, verbose: bool = False) -> str:
    """Each database with its revisions, pools and findings; then what concerns none of them, and a line in sum."""
    blocks: list[str] = []
    left = list(answer.findings)
    for database in answer.databases:
        own = [found for found in left if len(answer.databases) == 1 or found.database == database.place.url]
        left = [found for found in left if found not in own]
        blocks += _database(database, own, verbose=verbose)
    blocks += [findings.text_of(found, verbose=verbose) for found in left]
    if answer.findings or any(database.revisions for database in answer.databases):
        blocks.append(summary(answer))
    return "\n\n".join(blocks) or "No database was asked."


def summary(answer: PlanResult) -> str:
    """``2 revisions with 5 statements, 40 to 90 s; 1 error``."""
    revisions = [revision for database in answer.databases for revision in database.revisions]
    statements = sum(len(revision.statements) for revision in revisions)
    told = [f"{counted(len(revisions), 'revision')} with {counted(statements, 'statement')}"]
    time, unmeasured = impacts.total(revisions), impacts.unmeasured(revisions)
    if time is not None:
        without = f" without {counted(unmeasured, 'statement')} of unknown length" if unmeasured else ""
        told.append(f"{time}{without}")
    found = CheckResult(findings=answer.findings, databases=())
    return f"{', '.join(told)}; {findings.summary(found) if found.findings else 'nothing was found.'}"


def standing(database: PlannedDatabase) -> str:
    """``From aa11 to head: 2 revisions``, or that nothing is pending."""
    at = ", ".join(database.before) or "base"
    if not database.revisions:
        return f"{database.place.database} is at {at}; nothing is pending for {database.target}."
    return f"From {at} to {database.target}: {counted(len(database.revisions), 'revision')}"


def _database(database: PlannedDatabase, found: Sequence[Finding], *, verbose: bool) -> Iterator[str]:
    head = wrapped(standing(database))
    yield "\n".join([shown(str(database.place)), *head] if database.revisions or verbose else head)
    for revision in database.revisions:
        yield "\n".join(_revision(revision, verbose=verbose))
    forecast = list(_forecast(database))
    if forecast:
        yield "\n".join(["Pools:", *forecast])
    unseen = [*database.unseen, *(forecasts.unseen(database.pools) if database.pools else ())]
    if unseen:
        yield "\n".join(["Not found out:", *(line for sentence in unseen for line in wrapped(sentence, "  "))])
    yield from (findings.text_of(finding, verbose=verbose) for finding in found)


def _revision(revision: PlannedRevision, *, verbose: bool) -> Iterator[str]:
    name = f"{revision.revision} {revision.doc}".rstrip()
    yield from wrapped(name, f"{SIGNS.get(revision.direction, '=')} ")
    yield from wrapped(f"{revision.path}, {impacts.reversible(revision)}", "  ")
    if not revision.statements:
        yield f"  {impacts.without_statements(revision)}"
    for planned in revision.statements:
        yield from _statement(planned, verbose=verbose)


def _statement(planned: PlannedStatement, *, verbose: bool) -> Iterator[str]:
    indent = " " * 7
    yield from statement(planned.sql, f"{planned.number:>5}  ", whole=verbose)
    if planned.times > 1:
        yield f"{indent}sent {planned.times:,} times in a row"
    for sent in impacts.amended(planned):
        yield from statement(sent, f"{indent}sent ", indent + " " * 5, whole=verbose)
    for effect in impacts.effects(planned):
        yield from wrapped(effect, f"{indent}> ", f"{indent}  ")
    for label, things in (("to the trash", planned.trash), ("back from the trash", planned.returns)):
        if things:
            yield from wrapped(f"{label}: {', '.join(things)}", indent)
    for notice in planned.notices:
        yield from wrapped(notice, f"{indent}! ", f"{indent}  ")
    if verbose and planned.location is not None:
        yield f"{indent}{shown(planned.location.file)}:{planned.location.line}"


def _forecast(database: PlannedDatabase) -> Iterator[str]:
    if database.pools is None:
        return
    for outage in database.pools.outages:
        yield from wrapped(forecasts.outage(outage), "  ")
        if outage.remedy:
            yield from (f"    {line}".rstrip() for line in lines_of(outage.remedy))
    for steady in database.pools.steady:
        yield from wrapped(forecasts.steady(steady), "  ")
