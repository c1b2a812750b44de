"""Look at one live database, over a connection of its own that only reads: its plan, its load, what is to be said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from toolkit.backends.capacity.register import capacity_of
from toolkit.events import Listener, LoadLookedAt
from toolkit.execution.apart import looking_apart
from toolkit.finding import Finding
from toolkit.forecast import DeclaredPool, PoolsOfDatabase, Traffic
from toolkit.outcomes import Place
from toolkit.plan import PlannedDatabase
from toolkit.planning.making import Asked, Made, Making
from toolkit.planning.rehearsal import Rehearsed
from toolkit.pool.bearing import lock_timeout_of
from toolkit.pool.demand import demand
from toolkit.pool.seats import groups, states
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.judged import Judged
from toolkit.preflight.surveying import Survey
from toolkit.project import Project
from toolkit.rehearsal.observing import Observed
from toolkit.workflows.observing import Found

_LONG = 1.0
"""Seconds: a statement that blocks for less is not worth a look at the traffic."""


@dataclass(frozen=True, kw_only=True)
class Looking:
    """How the load is found out: given, or sampled for some seconds."""

    seconds: float = 10.0
    given: Traffic | None = None


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """The plan for one database, its circumstances, and what is to be said of them."""

    made: Made
    judged: Judged | None = None
    """None where there is nothing to judge."""

    @property
    def database(self) -> PlannedDatabase:
        """The plan, with the pools."""
        if self.judged is None:
            return self.made.database
        return replace(self.made.database, pools=pools_of(self.made.database.place, self.judged.circumstances))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be said."""
        return () if self.judged is None else self.judged.findings


def prepare(
    project: Project,
    found: Found,
    asked: Asked,
    pools: tuple[DeclaredPool, ...],
    looking: Looking,
    tell: Listener,
) -> Prepared:
    """Nothing is changed on the live database; the revisions run on a shadow."""
    observed = found.observed

    def work(live: Connection) -> Prepared:
        def look(shadow: Connection, rehearsed: Rehearsed) -> Iterator[Finding]:
            from toolkit.preflight.judging import look_at_rows

            is_same_server = project.settings.shadow_url is None or _is_same_server(live, shadow)
            return look_at_rows(live, observed.place, shadow, rehearsed, is_same_server=is_same_server)

        asking = replace(asked, look=look, meanwhile=_load_judges)
        made = Making(project=project, observed=observed, asked=asking, live=live, tell=tell).made()
        if made.is_harmless and not asked.copies_all:
            # Then what goes on in the server is no matter of this run.
            return Prepared(made=made)
        from toolkit.preflight.judging import judge

        traffic = looking.given or Traffic()
        if pools and _blocks(made) and looking.given is None:
            tell(LoadLookedAt(seconds=looking.seconds))
            traffic = traffic_at(live, observed, pools, looking)
        return Prepared(made=made, judged=judge(live, known_of(project, found, pools, traffic), made))

    return looking_apart(observed.engine, work)


def _load_judges() -> None:
    """What judges a plan is many modules, which whoever has nothing at stake need not wait for."""
    import toolkit.preflight.judging  # noqa: F401  it is there when it is needed


def known_of(project: Project, found: Found, pools: tuple[DeclaredPool, ...], traffic: Traffic) -> Survey:
    """What the circumstances are read with."""
    settings = project.settings
    # What a person has set goes before what the pools would bear.
    is_set = "lock_timeout" in settings.sources
    lock_timeout = settings.lock_timeout if is_set else lock_timeout_of(pools, traffic)
    return Survey(
        place=found.observed.place,
        pools=pools,
        traffic=traffic,
        lock_timeout=lock_timeout,
        own_sessions=found.own_sessions(),
    )


def traffic_at(live: Connection, observed: Observed, pools: tuple[DeclaredPool, ...], looking: Looking) -> Traffic:
    """What was given, else what a look at the server for some seconds tells."""
    capacity = capacity_of(observed.place.backend)
    if looking.given is not None or capacity is None:
        return looking.given or Traffic()
    # Most plans block nobody for long enough.
    from toolkit.pool.sampling import looks, traffic_of, transactions_per_request

    seen = list(looks(live, capacity, looking.seconds))
    return traffic_of(seen, per_request=transactions_per_request(capacity, pools))


def pools_of(place: Place, circumstances: Circumstances) -> PoolsOfDatabase:
    """What is told of the server and the pools."""
    granted, connected = circumstances.limits.granted, circumstances.connected
    return PoolsOfDatabase(
        place=place,
        limits=circumstances.limits,
        sessions=states(circumstances.seats or ()),
        demand=demand(circumstances.pools),
        headroom=None if granted is None or connected is None else max(granted - connected, 0),
        traffic=circumstances.traffic,
        steady=circumstances.steady,
        outages=circumstances.outages,
        groups=groups(circumstances.seats or ()),
    )


def _is_same_server(live: Connection, shadow: Connection) -> bool:
    """What is on another one is not to see the rows."""
    one, other = live.engine.url, shadow.engine.url
    return (one.host, one.port) == (other.host, other.port)


def _blocks(made: Made) -> bool:
    """Whether some statement may keep others waiting long enough to matter."""
    return any(
        statement.duration is not None and statement.duration.high > _LONG
        for revision in made.database.revisions
        for statement in revision.statements
    )
