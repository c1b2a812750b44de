"""Holds a plan against the live server: the circumstances, and what all checks say of them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from toolkit.backends.sql.conversions import conversions
from toolkit.backends.sql.filling import fills_alike
from toolkit.backends.sql.values import ColumnMade, Name
from toolkit.finding import Finding
from toolkit.outcomes import Place
from toolkit.planning.making import Made
from toolkit.planning.rehearsal import Rehearsed
from toolkit.preflight.forecasting import forecast
from toolkit.preflight.judged import Judged
from toolkit.preflight.register import findings
from toolkit.preflight.surveying import Survey, survey

ROWS_SECONDS = 10.0
"""How long the rows of one table may be counted."""


def judge(live: Connection, known: Survey, made: Made | None) -> Judged:
    """``made`` is None where only the pools are looked at."""
    plan = None if made is None else made.database
    circumstances = forecast(survey(live, known, plan))
    found = list(findings(circumstances))
    if made is not None and made.rehearsed is not None:
        found += made.rehearsed.findings
    return Judged(circumstances=circumstances, findings=tuple(found))


def look_at_rows(
    live: Connection, place: Place, shadow: Connection, rehearsed: Rehearsed, *, is_same_server: bool
) -> Iterator[Finding]:
    """What of the live rows would not let the revisions stand. ``shadow`` is as these leave it."""
    # Many plans have nothing to ask about rows.
    from toolkit.preflight.mending import changes_of
    from toolkit.preflight.misfits import find_misfits
    from toolkit.preflight.pair import Trial

    trial = Trial(
        shadow=shadow,
        takes_values=is_same_server,
        conversions=dict(_conversions(live, place.backend, rehearsed)),
        copied=set(_copied(rehearsed)),
        alike=set(_alike(live, place.backend, rehearsed)),
    )
    return find_misfits(
        live,
        place.backend,
        rehearsed.before,
        rehearsed.after,
        changes_of(rehearsed, place.backend),
        ROWS_SECONDS,
        place.url,
        names=rehearsed.names,
        trial=trial,
    )


def _conversions(live: Connection, backend: str, rehearsed: Rehearsed) -> Iterator[tuple[tuple[Name, str], str]]:
    for seen in rehearsed.seen:
        for found in conversions(seen.statement.sql, backend):
            yield (_unqualified(live, found.table), found.column), found.expression


def _copied(rehearsed: Rehearsed) -> Iterator[Name]:
    for seen in rehearsed.seen:
        for impact in seen.impacts:
            if impact.algorithm == "COPY":
                yield from (Name(schema=table.schema, name=table.name) for table in impact.tables)


def _alike(live: Connection, backend: str, rehearsed: Rehearsed) -> Iterator[tuple[Name, str]]:
    for seen in rehearsed.seen:
        for effect in seen.statement.effects:
            if isinstance(effect, ColumnMade) and fills_alike(effect.definition, backend):
                yield _unqualified(live, effect.table), effect.column


def _unqualified(live: Connection, table: Name) -> Name:
    """As a catalog calls it."""
    return Name(name=table.name) if table.schema == live.dialect.default_schema_name else table
