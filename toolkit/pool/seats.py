"""Whose the connections of a server are, and what they do: counted, not listed."""

from __future__ import annotations

from collections.abc import Iterable

from toolkit.capacity import Seat
from toolkit.forecast import SessionGroup

STATES = ("waiting", "idle in transaction", "in transaction", "working", "idle")


def states(seats: Iterable[Seat]) -> dict[str, int]:
    """How many there are by state; what is nought is not told."""
    counts = dict.fromkeys(STATES, 0)
    for seat in seats:
        counts[state_of(seat)] += 1
    return {state: count for state, count in counts.items() if count}


def groups(seats: Iterable[Seat]) -> tuple[SessionGroup, ...]:
    """Those that are alike, as one; the largest first."""
    found: dict[tuple[str | None, ...], list[Seat]] = {}
    for seat in seats:
        host = seat.host.rpartition(":")[0] or seat.host if seat.host else None
        found.setdefault((seat.user, host, seat.database, seat.program, state_of(seat)), []).append(seat)
    told = [
        SessionGroup(
            user=user,
            host=host,
            database=database,
            program=program,
            state=state or "",
            count=len(alike),
            oldest=max(seat.seconds for seat in alike),
        )
        for (user, host, database, program, state), alike in found.items()
    ]
    return tuple(sorted(told, key=lambda group: (-group.count, -group.oldest)))


def state_of(seat: Seat) -> str:
    """In one of the words of ``STATES``."""
    if seat.is_waiting:
        return "waiting"
    if seat.transaction_seconds is not None:
        return "idle in transaction" if seat.is_idle else "in transaction"
    return "idle" if seat.is_idle else "working"
