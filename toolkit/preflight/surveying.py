"""Reads the circumstances of one database from its live server: only questions, and none takes long."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from toolkit.backends.capacity.base import Capacity
from toolkit.backends.capacity.register import capacity_of
from toolkit.backends.sessions.register import sessions_of
from toolkit.backends.sql.values import Name
from toolkit.capacity import Limits, Seat
from toolkit.forecast import DeclaredPool, Traffic
from toolkit.outcomes import Place
from toolkit.plan import PlannedDatabase
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.holders import holders
from toolkit.preflight.takings import takings


@dataclass(frozen=True, kw_only=True)
class Survey:
    """What is known before the server is asked."""

    place: Place
    pools: tuple[DeclaredPool, ...]
    traffic: Traffic
    lock_timeout: float
    own_sessions: Collection[str] = ()
    """The ids of those that this process has opened."""


def survey(connection: Connection, known: Survey, plan: PlannedDatabase | None) -> Circumstances:
    """``connection`` leads to the database that is planned for."""
    backend = known.place.backend
    capacity = capacity_of(backend)
    circumstances = Circumstances(
        backend=backend,
        database=known.place.url,
        version=known.place.server_version,
        limits=Limits(),
        plan=plan,
        pools=known.pools,
        traffic=known.traffic,
        lock_timeout=known.lock_timeout,
    )
    if capacity is None:
        return circumstances
    circumstances = replace(
        circumstances,
        limits=capacity.limits(connection),
        seats=tuple(_owned(capacity.seats(connection), known.own_sessions)),
        replicas=tuple(capacity.replicas(connection)),
        free_bytes=capacity.free_bytes(connection),
    )
    return circumstances if plan is None else _of_tables(connection, capacity, known, circumstances)


def _of_tables(
    connection: Connection, capacity: Capacity, known: Survey, circumstances: Circumstances
) -> Circumstances:
    """What only matters for the tables that the plan changes."""
    assert circumstances.plan is not None
    tables = tables_of(circumstances.plan)
    taken = sorted({taking.table for taking in takings(circumstances)}, key=str)
    uses = capacity.uses(connection, taken) if taken else ()
    return replace(
        circumstances,
        blockers=tuple(_blockers(connection, known, circumstances, tables)),
        uses=None if uses is None else tuple(uses),
        rights_missing=tuple(capacity.rights_missing(connection, _sent(circumstances.plan))),
    )


def tables_of(plan: PlannedDatabase) -> list[Name]:
    """The tables of the live database that some statement of the plan works on."""
    found = {
        Name(schema=table.schema, name=table.name)
        for revision in plan.revisions
        for statement in revision.statements
        if statement.kind == "definition"
        for table in statement.tables
        if table.rows is not None
    }
    return sorted(found, key=str)


def _sent(plan: PlannedDatabase) -> list[str]:
    """What the run will send."""
    return [sql for revision in plan.revisions for statement in revision.statements for sql in statement.sent]


def _blockers(
    connection: Connection, known: Survey, circumstances: Circumstances, tables: Sequence[Name]
) -> Sequence[Seat]:
    sessions = sessions_of(known.place.backend)
    if sessions is None or not tables:
        return ()
    seats = {seat.id: seat for seat in circumstances.seats or ()}
    return _owned(holders(connection, sessions, tables, seats, known.lock_timeout), known.own_sessions)


def _owned(seats: Sequence[Seat], own: Collection[str]) -> list[Seat]:
    return [replace(seat, is_own=True) if seat.id in own else seat for seat in seats]
