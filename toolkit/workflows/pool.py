"""Pool: what the applications may open, what the server grants, and what will become of both."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

from sqlalchemy import URL, Connection

from toolkit.backends.capacity.register import capacity_of
from toolkit.events import Listener
from toolkit.execution.apart import looking_apart
from toolkit.finding import Finding
from toolkit.forecast import DeclaredPool, PoolResult, PoolsOfDatabase, Traffic
from toolkit.pool.sampling import Look, looks, traffic_of, transactions_per_request
from toolkit.preflight.judging import judge
from toolkit.project import Project
from toolkit.settings import Settings
from toolkit.workflows.declared import at_server, declared, tell_elsewhere
from toolkit.workflows.judgement import allowed, as_set, refuse_misnamed
from toolkit.workflows.kinds import ALL_NAMES
from toolkit.workflows.observing import Found, databases_of
from toolkit.workflows.opening import open_project
from toolkit.workflows.preparing import Looking, known_of, pools_of

Shown = Callable[[PoolResult], None]
"""Called with what is known so far, again and again."""


def pool(settings: Settings, tell: Listener, *, looking: Looking, shown: Shown | None = None) -> PoolResult:
    """Look at the server of each database for some seconds; only reads. Raises a TkError."""
    refuse_misnamed(settings, ALL_NAMES)
    with open_project(settings, "current") as project, project.looking():
        declarations = declared(project)
        findings: list[Finding] = []
        databases: list[PoolsOfDatabase] = []
        history: tuple[Traffic, ...] = ()
        urls: list[URL] = []
        for found in databases_of(project):
            pools = at_server(declarations, found.observed.engine.url)
            watching = _Watching(project, found, pools, looking, shown)
            database, said, history = looking_apart(found.observed.engine, watching.watched)
            findings += said
            databases.append(database)
            urls.append(found.observed.engine.url)
        tell_elsewhere(declarations, urls, tell)
        return PoolResult(
            findings=_decided(findings, settings),
            pools=tuple(one.pool for one in declarations),
            databases=tuple(databases),
            history=history,
        )


class _Watching:
    """One database, looked at for as long as was asked for."""

    def __init__(
        self,
        project: Project,
        found: Found,
        pools: tuple[DeclaredPool, ...],
        looking: Looking,
        shown: Shown | None,
    ) -> None:
        self._project, self._found, self._pools = project, found, pools
        self._looking, self._shown = looking, shown

    def watched(self, live: Connection) -> tuple[PoolsOfDatabase, tuple[Finding, ...], tuple[Traffic, ...]]:
        capacity = capacity_of(self._found.observed.place.backend)
        if self._looking.given is not None or capacity is None:
            return (*self._judged(live, self._looking.given or Traffic()), ())
        seen: list[Look] = []
        each = transactions_per_request(capacity, self._pools)
        for look in looks(live, capacity, self._looking.seconds):
            seen.append(look)
            if self._shown is not None and len(seen) > 1:
                database, found = self._judged(live, traffic_of(seen, per_request=each))
                self._shown(
                    PoolResult(
                        findings=_decided(found, self._project.settings),
                        pools=self._pools,
                        databases=(database,),
                        history=_history(seen, each),
                    )
                )
        return (*self._judged(live, traffic_of(seen, per_request=each)), _history(seen, each))

    def _judged(self, live: Connection, traffic: Traffic) -> tuple[PoolsOfDatabase, tuple[Finding, ...]]:
        judged = judge(live, known_of(self._project, self._found, self._pools, traffic), None)
        return pools_of(self._found.observed.place, judged.circumstances), judged.findings


def _decided(found: Iterable[Finding], settings: Settings) -> tuple[Finding, ...]:
    return tuple(allowed(as_set(found, settings.severity), settings.allow))


def _history(seen: list[Look], each: int) -> tuple[Traffic, ...]:
    """What passed between each look and the next."""
    return tuple(traffic_of([one, other], per_request=each) for one, other in pairwise(seen))
