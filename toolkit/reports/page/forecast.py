"""The pools of one database as parts of the page: curves, outages with their remedies, sessions, limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.forecast import DeclaredPool, Outage, PoolsOfDatabase
from toolkit.reports import forecasts, pools
from toolkit.reports.page import tables
from toolkit.reports.page.curves import curve
from toolkit.reports.page.markup import Markup, element, paragraphs, preformatted
from toolkit.reports.page.outages import outages


def forecast(database: PoolsOfDatabase, declared: Sequence[DeclaredPool]) -> Iterator[Markup]:
    """All that is known of them, what will happen first."""
    if database.outages:
        yield element("h3", "While statements block")
        yield outages(database.outages, declared)
        yield from _told(database.outages)
    if database.steady:
        yield element("h3", "As long as nothing blocks")
        yield element("div", *map(curve, database.steady), class_="charts")
    facts = [fact for fact in pools.facts(database) if fact[0] != "Sessions"]
    if facts:
        yield tables.facts(facts)
    if database.sessions:
        yield tables.sessions(database.sessions)
    yield paragraphs(forecasts.unseen(database))


def _told(told: Sequence[Outage]) -> Iterator[Markup]:
    for outage in told:
        yield element("p", forecasts.outage(outage))
        if outage.remedy:
            yield preformatted(outage.remedy, "What to do")
