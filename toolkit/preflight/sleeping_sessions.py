"""Many sessions do nothing and keep a connection each, or sleep for longer than the server lets its sessions sleep.

They take connections that the pools and the run may need, and memory of the server. Connections that were never
given back, a script that somebody left open, or pools larger than their load look like that.

Instead, make the pools smaller, let the server end idle sessions in time, or end those that nobody needs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from toolkit.backends import remedies
from toolkit.capacity import Seat
from toolkit.finding import Finding, Severity
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.occupancy import others
from toolkit.preflight.statements import listed
from toolkit.reports.counting import counted
from toolkit.reports.quantities import seconds

NAME = "sleeping-sessions"
CONSIDERABLE = 0.5
"""Which part of the connections is too many, however young they are."""
NOTABLE = 0.1
"""Which part is too many where they are old and the server ends none by itself."""
OLD = 86_400.0
"""Seconds: no pool of an application that is in use leaves a connection alone for a day."""
LONGEST = 3_600
"""Seconds that the remedy lets a session sleep."""
ENDED = 10
"""How many sessions the remedy ends."""


def check(circumstances: Circumstances) -> Iterator[Finding]:
    """One finding for all of them, by where they come from."""
    sleepers = [seat for seat in others(circumstances) if seat.is_idle and seat.transaction_seconds is None]
    granted, timeout = circumstances.limits.granted, circumstances.limits.idle_timeout
    if granted is None or not sleepers:
        return
    old = [seat for seat in sleepers if seat.seconds > (OLD if timeout is None else timeout)]
    defies = bool(old) and (timeout is not None or len(old) >= NOTABLE * granted)
    kept = _kept(circumstances)
    if not defies and (len(sleepers) < CONSIDERABLE * granted or len(sleepers) <= (kept or 0)):
        return
    keep = "" if kept is None else f" The declared pools keep {kept:,} at the most."
    yield Finding(
        name=NAME,
        severity=Severity.WARNING,
        subject="server",
        fact=(
            f"{counted(len(sleepers), 'session')} of {granted:,} granted do nothing, the oldest for "
            f"{seconds(max(seat.seconds for seat in sleepers))}: {_groups(sleepers)}.{keep}"
        ),
        consequence=_consequence(len(sleepers), granted, old, timeout),
        remedy=_remedy(circumstances, old, timeout),
        database=circumstances.database,
    )


def _groups(sleepers: Sequence[Seat]) -> str:
    """The largest groups first, each with its oldest session."""
    groups: Mapping[str, list[Seat]] = defaultdict(list)
    for seat in sleepers:
        groups[_origin(seat)].append(seat)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return listed([f"{len(seats):,} of {origin} (up to {_oldest(seats)})" for origin, seats in ordered])


def _oldest(seats: Sequence[Seat]) -> str:
    return seconds(max(seat.seconds for seat in seats))


def _origin(seat: Seat) -> str:
    """``app@10.0.0.5/worker``: each connection has a port of its own, so it is left out."""
    address, colon, port = (seat.host or "").rpartition(":")
    host = address if colon and port.isdecimal() and ":" not in address else seat.host
    return f"{seat.user or 'unknown'}@{host or 'unknown'}{f'/{seat.program}' if seat.program else ''}"


def _kept(circumstances: Circumstances) -> int | None:
    """How many sleep because the pools are meant to keep them; None where that is not known."""
    keeping = [pool for pool in circumstances.pools if pool.can_time_out]
    if not keeping or len(keeping) != len(circumstances.pools):
        return None
    return sum(pool.pool_size * pool.processes * pool.replicas for pool in keeping)


def _consequence(number: int, granted: int, old: Sequence[Seat], timeout: float | None) -> str:
    share = f"They take {number / max(granted, 1):.0%} of the connections from whoever needs one."
    if not old:
        return share
    limit = "a day" if timeout is None else f"the {timeout:,.0f} s after which the server ends a session"
    verb = "sleeps" if len(old) == 1 else "sleep"
    return f"{share} {len(old):,} of them {verb} longer than {limit}."


def _remedy(circumstances: Circumstances, old: Sequence[Seat], timeout: float | None) -> str:
    oldest = sorted(old, key=lambda seat: -seat.seconds)[:ENDED]
    lines = [remedies.end_sessions(circumstances.backend, [seat.id for seat in oldest])] if oldest else []
    if timeout is None or timeout > LONGEST:
        lines.append(remedies.limit_sleep(circumstances.backend, LONGEST))
        lines.append(f"with pool_recycle = {LONGEST // 2} in the pools")
    return "\n".join(lines or ["Make pool_size smaller: a pool keeps as many connections open as it says."])
