"""Holds a plan against the live server: the circumstances, and what all checks say of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from toolkit.backends.sql.conversions import conversions
from toolkit.backends.sql.copying import is_plain_copy
from toolkit.backends.sql.values import Kind, Name, Renamed
from toolkit.finding import Finding
from toolkit.impact import Work
from toolkit.outcomes import Place
from toolkit.planning.making import Made
from toolkit.planning.rehearsal import Rehearsed
from toolkit.planning.seen import Seen
from toolkit.preflight.forecasting import forecast
from toolkit.preflight.judged import Judged
from toolkit.preflight.register import findings
from toolkit.preflight.surveying import Survey, survey

if TYPE_CHECKING:
    from toolkit.catalog.values import Catalog

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
    from toolkit.preflight.misfits import find_misfits
    from toolkit.preflight.pair import Trial

    trial = Trial(
        shadow=shadow,
        takes_values=is_same_server,
        conversions=dict(_conversions(live, place.backend, rehearsed)),
        copied=set(_copied(rehearsed)),
    )
    return find_misfits(
        live,
        place.backend,
        rehearsed.before,
        rehearsed.after,
        _changed(rehearsed, place.backend),
        ROWS_SECONDS,
        place.url,
        names=rehearsed.names,
        trial=trial,
    )


def _conversions(live: Connection, backend: str, rehearsed: Rehearsed) -> Iterator[tuple[tuple[Name, str], str]]:
    for seen in rehearsed.seen:
        for found in conversions(seen.statement.sql, backend):
            is_default = found.table.schema == live.dialect.default_schema_name
            table = Name(name=found.table.name) if is_default else found.table
            yield (table, found.column), found.expression


def _copied(rehearsed: Rehearsed) -> Iterator[Name]:
    for seen in rehearsed.seen:
        for impact in seen.impacts:
            if impact.algorithm == "COPY":
                yield from (Name(schema=table.schema, name=table.name) for table in impact.tables)


def _changed(rehearsed: Rehearsed, backend: str) -> frozenset[Name]:
    """The tables whose rows the plan itself changes; a copy of them as they are is no change."""
    found: set[Name] = set()
    for seen in rehearsed.seen:
        if seen.statement.kind in (Kind.CHANGE, Kind.OPAQUE) and not is_plain_copy(seen.statement.sql, backend):
            found.update(_changed_by(seen, rehearsed.before))
        for effect in seen.statement.effects:
            # What is filled under another name may take the place of a table.
            if isinstance(effect, Renamed) and effect.column is None and effect.table in found:
                found.add(Name(schema=effect.table.schema, name=effect.to))
    return frozenset(found)


def _changed_by(seen: Seen, before: Catalog) -> Iterator[Name]:
    """Under the names that they have at that time, and in the live database."""
    if seen.unknown is not None:
        # It failed on tables without rows, so that only its text tells what it works on.
        words = {word.casefold() for word in re.findall(r"\w+", seen.statement.sql)}
        named = (table for table in before.tables if words.issuperset(re.findall(r"\w+", table.name.casefold())))
        yield from (Name(schema=table.schema, name=table.name) for table in named)
    tables = [table for impact in seen.impacts for table in impact.tables]
    for table, live in zip(tables, seen.tables, strict=True):
        if table.work is not Work.SCAN or seen.statement.kind is Kind.OPAQUE:
            yield Name(schema=table.schema, name=table.name)
            if live is not None:
                yield Name(schema=live[0], name=live[1])
