"""The plan drops or renames something that is still read or written.

Whoever uses it fails from that moment on: a release of the application that knows it, a report, another service.

Instead, release code that no longer names it, see the use come to an end, and drop it in a later revision.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.capacity import TableUse
from toolkit.finding import Finding, Severity
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.statements import listed
from toolkit.preflight.takings import Taking, takings
from toolkit.reports.quantities import seconds

NAME = "table-in-use"
LATELY = 7 * 86_400.0
"""Seconds: a table that nobody has read for a week is not in use."""


def check(circumstances: Circumstances) -> Iterator[Finding]:
    """A warning for each table; a note for a column, since servers count by table."""
    taken = takings(circumstances)
    if circumstances.uses is None:
        if taken:
            yield _untold(circumstances, taken)
        return
    for taking in taken:
        use = _use(taking, circumstances.uses)
        if use is not None and _is_used(use):
            yield _finding(circumstances, taking, use)


def _use(taking: Taking, uses: Sequence[TableUse]) -> TableUse | None:
    of_name = [use for use in uses if use.name == taking.table.name]
    return next(
        (use for use in of_name if use.schema == taking.table.schema or None in (use.schema, taking.table.schema)), None
    )


def _is_used(use: TableUse) -> bool:
    is_read = bool(use.reads) and (use.last_read is None or use.last_read <= LATELY)
    return is_read or bool(use.writes)


def _finding(circumstances: Circumstances, taking: Taking, use: TableUse) -> Finding:
    counts = [
        *([f"read {_times(use.reads)}"] if use.reads is not None else []),
        *([f"written {_times(use.writes)}"] if use.writes is not None else []),
        *([f"read last {seconds(use.last_read)} ago"] if use.last_read is not None else []),
    ]
    is_column = taking.column is not None
    about = f" of table {use.name}" if is_column else ""
    return Finding(
        name=NAME,
        severity=Severity.NOTE if is_column else Severity.WARNING,
        subject=taking.subject,
        fact=f"The plan {taking.verb}; since the server counts, uses{about} were: {', '.join(counts)}.",
        consequence=(
            "Whether the column is among what they use is not told; whoever names it fails from then on."
            if is_column
            else "Whoever uses it fails from then on."
        ),
        remedy=_remedy(taking),
        database=circumstances.database,
        location=taking.pending.statement.location,
    )


def _times(number: int | None) -> str:
    return f"{number or 0:,} time{'' if number == 1 else 's'}"


def _remedy(taking: Taking) -> str:
    if taking.to is None:
        return "Release code that no longer names it, then drop it in a later revision."
    return f"Add {taking.to} beside it, release code that uses {taking.to} alone, then drop it in a later revision."


def _untold(circumstances: Circumstances, taken: Sequence[Taking]) -> Finding:
    return Finding(
        name=NAME,
        severity=Severity.NOTE,
        subject="server",
        fact=(
            f"Whether anybody uses what the plan drops or renames is not told here: "
            f"{listed([taking.subject for taking in taken])}."
        ),
        consequence="Whoever uses it fails from then on.",
        remedy="Look for its name in the code that runs now.",
        database=circumstances.database,
        location=taken[0].pending.statement.location,
    )
