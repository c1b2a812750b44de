"""A statement removes all rows of a table.

A dropped table goes to the trash with its rows; rows that a DELETE or a TRUNCATE removes are gone, and no downgrade
brings them back.

Instead, drop the table and create it anew, so that its rows go to the trash; or keep a copy of them, and accept the
finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.backends.remedies import quoted
from toolkit.backends.sql.reading import read
from toolkit.backends.sql.values import Name, RowsRemoved
from toolkit.finding import Finding, Severity
from toolkit.plan import PlannedTable
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.statements import Pending, pending
from toolkit.reports.counting import counted
from toolkit.reports.quantities import size

NAME = "removed-rows"
EMPTY = 1024**2
"""Bytes: a table that takes more is not empty, although the server estimates no rows."""
_KEEP = "CREATE TABLE {copy} AS SELECT * FROM {table};"


def check(circumstances: Circumstances) -> Iterator[Finding]:
    """Silent for tables that are empty, or that the plan itself makes."""
    for one in pending(circumstances):
        for statement in read(one.statement.sql, circumstances.backend):
            for effect in statement.effects:
                if isinstance(effect, RowsRemoved):
                    yield from _of(circumstances, one, effect)


def _of(circumstances: Circumstances, one: Pending, effect: RowsRemoved) -> Iterator[Finding]:
    for name in effect.tables:
        table = _planned(one, name)
        if table is None and one.statement.impact is not None:
            continue
        if table is not None and (table.rows is None or _is_empty(table)):
            continue
        yield Finding(
            name=NAME,
            severity=Severity.WARNING,
            subject=one.subject if len(effect.tables) == 1 else f"{one.subject}, table {_text(name)}",
            fact=f"`{one.text}` removes all rows of table {_text(name)}: {_amount(table)}.",
            consequence="They are not kept, and no downgrade brings them back.",
            remedy=_kept(circumstances.backend, name),
            database=circumstances.database,
            location=one.statement.location,
        )


def _is_empty(table: PlannedTable) -> bool:
    return not table.rows and (table.bytes or 0) < EMPTY


def _planned(one: Pending, name: Name) -> PlannedTable | None:
    found = [table for table in one.statement.tables if table.name.casefold() == name.name.casefold()]
    return next((table for table in found if name.schema in (None, table.schema) or table.schema is None), None)


def _amount(table: PlannedTable | None) -> str:
    if table is None or table.rows is None:
        return "how many is not known"
    rows = f"about {counted(table.rows, 'row')}" if table.rows else "the server estimates none"
    return f"{rows}, {size(table.bytes)}" if table.bytes is not None else rows


def _kept(backend: str, name: Name) -> str:
    copy = quoted(backend, name.schema, f"{name.name}_kept")
    return _KEEP.format(copy=copy, table=quoted(backend, name.schema, name.name))


def _text(name: Name) -> str:
    return f"{name.schema}.{name.name}" if name.schema else name.name
