"""The server lets a statement that changes a schema wait for its lock for hours, or for ever.

The run sets a limit of its own. What a person or another program sends does not: it waits behind one long
transaction, and everybody who wants the table waits behind it.

Instead, give the server, or the database, a limit of some seconds.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.backends import remedies
from toolkit.backends.postgresql import PostgreSQL
from toolkit.finding import Finding, Severity
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.occupancy import database_of, others
from toolkit.reports.counting import counted
from toolkit.reports.quantities import seconds

NAME = "endless-lock-wait"
BEARABLE = 60.0
"""Seconds: nobody's request waits longer than that."""
PROPOSED = 10
STUCK = 10.0
"""Seconds for which a session waits that is not merely in a queue."""


def check(circumstances: Circumstances) -> Iterator[Finding]:
    """A note, since nearly every server is so; a warning where sessions wait in vain at this moment."""
    limits = circumstances.limits
    if limits.lock_timeout is None:
        # No limit there is one thing, and no such thing another.
        is_endless = circumstances.backend == PostgreSQL.name and limits.max_connections is not None
    else:
        is_endless = limits.lock_timeout > BEARABLE
    if not is_endless:
        return
    waiting = [seat for seat in others(circumstances) if seat.is_waiting and seat.seconds >= STUCK]
    longest = max((seat.seconds for seat in waiting), default=0.0)
    now = f" {counted(len(waiting), 'session')} waits so now, for up to {seconds(longest)}." if waiting else ""
    yield Finding(
        name=NAME,
        severity=Severity.WARNING if waiting else Severity.NOTE,
        subject="server",
        fact=(
            f"A statement that changes a schema waits {_limit(limits.lock_timeout)} for its lock; "
            f"the run waits {circumstances.lock_timeout:g} s, and tries again.{_plural(now, len(waiting))}"
        ),
        consequence="One sent by hand or by another program makes everybody wait behind it for as long.",
        remedy=remedies.limit_lock_wait(circumstances.backend, database_of(circumstances), PROPOSED),
        database=circumstances.database,
    )


def _limit(timeout: float | None) -> str:
    return "for ever" if timeout is None else f"{timeout:,.0f} s"


def _plural(sentence: str, number: int) -> str:
    return sentence if number == 1 else sentence.replace(" waits so", " wait so")
