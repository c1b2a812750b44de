"""An answer as one HTML page that needs nothing else: no script, no network."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from toolkit.answers import CheckResult
from toolkit.forecast import DeclaredPool, PoolResult
from toolkit.plan import PlannedDatabase, PlannedRevision, PlanResult
from toolkit.reports import impacts, plan, quantities
from toolkit.reports.counting import counted
from toolkit.reports.findings import summary
from toolkit.reports.page import tables
from toolkit.reports.page.document import document, section
from toolkit.reports.page.findings import findings
from toolkit.reports.page.forecast import forecast
from toolkit.reports.page.history import history
from toolkit.reports.page.markup import Markup, element, joined, paragraphs
from toolkit.reports.page.timeline import timeline


def render(answer: PlanResult | PoolResult | CheckResult) -> str:
    """The page of a plan, of the pools, or of what check found."""
    if isinstance(answer, PlanResult):
        return _plan(answer)
    if isinstance(answer, PoolResult):
        return _pool(answer)
    places = [str(database.place) for database in answer.databases]
    agreed = [] if answer.findings else [element("p", line) for line in summary(answer).split("\n")]
    return document("Check", places, (), *(agreed or [findings(answer.findings)]))


def _plan(answer: PlanResult) -> str:
    names = ", ".join(database.place.database for database in answer.databases)
    heads = [f"{database.place}: {plan.standing(database)}" for database in answer.databases]
    several = len(answer.databases) > 1
    parts = [joined(_database(database, answer.pools, several=several)) for database in answer.databases]
    return document(
        f"Plan for {names or 'no database'}",
        heads,
        _totals(answer),
        findings(answer.findings),
        *parts,
        _declared(answer.pools),
    )


def _pool(answer: PoolResult) -> str:
    names = ", ".join(database.place.database for database in answer.databases)
    heads = [str(database.place) for database in answer.databases]
    parts = [section(f"Pools of {told.place.database}", *forecast(told, answer.pools)) for told in answer.databases]
    if answer.history:
        parts.append(section("Traffic", history(answer.history)))
    return document(
        f"Pools for {names or 'no database'}", heads, (), findings(answer.findings), *parts, _declared(answer.pools)
    )


def _database(database: PlannedDatabase, declared: Sequence[DeclaredPool], *, several: bool) -> Iterator[Markup]:
    suffix = f" of {database.place.database}" if several else ""
    if database.revisions:
        yield section(f"Locks{suffix}", timeline(database))
    if database.pools is not None:
        yield section(f"Pools{suffix}", *forecast(database.pools, declared))
    if database.unseen:
        yield section(f"Not found out{suffix}", paragraphs(database.unseen))
    if database.revisions:
        yield section(f"Statements{suffix}", *map(_revision, database.revisions))


def _revision(revision: PlannedRevision) -> Markup:
    sign = plan.SIGNS.get(revision.direction, "=")
    told = [
        element("h3", f"{sign} {revision.revision} {revision.doc}".rstrip()),
        element("p", f"{revision.path}, {impacts.reversible(revision)}", class_="muted"),
    ]
    return joined(
        [
            *told,
            tables.statements(revision)
            if revision.statements
            else element("p", impacts.without_statements(revision).capitalize(), "."),
        ]
    )


def _declared(declared: Sequence[DeclaredPool]) -> Markup:
    return section("Declared pools", tables.declared(declared) if declared else element("p", "No pool is declared."))


def _totals(answer: PlanResult) -> Iterator[tuple[str, str]]:
    revisions = [revision for database in answer.databases for revision in database.revisions]
    yield "Revisions", f"{len(revisions):,}"
    yield "Statements", f"{sum(len(revision.statements) for revision in revisions):,}"
    time = impacts.total(revisions)
    if time is not None:
        yield "Time", time
    unmeasured = impacts.unmeasured(revisions)
    if unmeasured:
        yield "Of unknown length", counted(unmeasured, "statement")
    outages = [outage for database in answer.databases if database.pools for outage in database.pools.outages]
    known = [outage.seconds for outage in outages if math.isfinite(outage.seconds)]
    if known:
        yield "Longest block", quantities.seconds(max(known))
    if outages:
        yield "Requests that fail", f"{sum(outage.failed for outage in outages):,}"
