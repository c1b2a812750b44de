"""Fewer connections are left than the pools may still open, or than the run needs at the busiest hour.

Sessions of others hold connections that the pools count on, or the server was nearly full once already: the next
peak meets the run, and requests are refused.

Instead, end the sessions that nobody needs, raise the limit, or run when there is less to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from toolkit.backends import remedies
from toolkit.finding import Finding, Severity
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.occupancy import demand, others
from toolkit.reports.counting import counted

NAME = "missing-headroom"


def check(circumstances: Circumstances) -> Iterator[Finding]:
    """Silent where demand-over-limit says the same already."""
    granted = circumstances.limits.granted
    if granted is None or circumstances.limits.pooler is not None:
        return
    # The sessions of a pooler are there, and those that it opens later its own settings tell.
    circumstances = replace(circumstances, pools=circumstances.direct)
    if circumstances.seats is not None and all(pool.user is not None for pool in circumstances.pools):
        yield from _now(circumstances, granted)
    yield from _at_the_peak(circumstances, granted)


def _now(circumstances: Circumstances, granted: int) -> Iterator[Finding]:
    """The sessions of users without a pool stay where they are; those of the pools are part of their demand."""
    users = {pool.user for pool in circumstances.pools}
    foreign = [seat for seat in others(circumstances) if seat.user not in users]
    wanted = demand(circumstances.pools) + circumstances.connections
    left = granted - len(foreign)
    if not circumstances.pools or not left < wanted <= granted:
        return
    yield Finding(
        name=NAME,
        severity=Severity.WARNING,
        subject="server",
        fact=(
            f"The pools and the run may open {counted(wanted, 'connection')}, and {max(left, 0):,} are left for them: "
            f"of {granted:,} granted, {counted(len(foreign), 'session')} of others have theirs."
        ),
        consequence=(
            f"When the pools fill up, {wanted - left:,} of their connections are refused with "
            f"{remedies.full(circumstances.backend)}."
        ),
        remedy=remedies.raise_limit(circumstances.backend, len(foreign) + wanted + circumstances.limits.reserved),
        database=circumstances.database,
    )


def _at_the_peak(circumstances: Circumstances, granted: int) -> Iterator[Finding]:
    peak = circumstances.limits.peak_used
    if peak is None or peak + circumstances.connections <= granted:
        return
    yield Finding(
        name=NAME,
        severity=Severity.WARNING,
        subject="server at its peak",
        fact=(
            f"Since it started, the server had up to {counted(peak, 'connection')} at once, "
            f"of {granted:,} that it grants; the run takes {circumstances.connections:,} more."
        ),
        consequence=f"At such an hour somebody is refused with {remedies.full(circumstances.backend)}.",
        remedy=(
            "Run when there is less to do, or give way:\n"
            + remedies.raise_limit(
                circumstances.backend, peak + circumstances.connections + circumstances.limits.reserved
            )
        ),
        database=circumstances.database,
    )
