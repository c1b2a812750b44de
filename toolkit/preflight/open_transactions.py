"""A transaction that is open for long holds a table of the plan, or old versions of rows.

Whatever changes that table waits for it, and everybody who wants the table afterwards waits behind the change. Most
often nobody remembers it: a request that hangs, a console, a job without a commit.

Instead, let it end or end it: with the statement that the finding names, or with
`tk migrate --kill-blockers 'idle-in-transaction>60s'`. A prepared transaction has no session, and outlives the server:
commit it, or roll it back. Where a server does not tell who holds which table, as MariaDB by default, whoever has a
transaction open there may, and is warned of. Where it belongs to this very process, close the second
connection that env.py or the application holds before the revision runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolkit.backends import remedies
from toolkit.capacity import Seat
from toolkit.finding import Finding, Severity
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.occupancy import others
from toolkit.preflight.statements import shortened
from toolkit.reports.counting import counted
from toolkit.reports.quantities import seconds

NAME = "open-transactions"
LASTING = 600.0
"""Seconds from which a transaction that holds a table of the plan will hardly end while a run waits: it waits for as
long if nothing else is set, and lets others pass meanwhile."""
LONG = 60.0
"""Seconds from which any other transaction is worth a word."""
SHOWN = 10
"""Sessions that have a finding each; the others are counted."""
KILL = "--kill-blockers 'idle-in-transaction>60s'"


def check(circumstances: Circumstances) -> Iterator[Finding]:
    """Those that hold a table of the plan first, the oldest first."""
    blocking = [seat for seat in circumstances.blockers if _lasts(circumstances, seat)]
    known = {seat.id for seat in circumstances.blockers}
    long = [seat for seat in others(circumstances) if (seat.transaction_seconds or 0) >= LONG and seat.id not in known]
    for seats, holds in ((blocking, True), (long, False)):
        ordered = sorted(seats, key=lambda seat: (not seat.is_own, -_open(seat)))
        for seat in ordered[:SHOWN]:
            yield _own(circumstances, seat) if seat.is_own else _other(circumstances, seat, holds=holds)
        if ordered[SHOWN:]:
            yield _rest(circumstances, ordered[SHOWN:], holds=holds)


def _lasts(circumstances: Circumstances, seat: Seat) -> bool:
    """Whether the run would wait for it, and not get its lock at the first try."""
    return seat.is_own or seat.is_hidden or _open(seat) > circumstances.lock_timeout


def _open(seat: Seat) -> float:
    return seat.seconds if seat.transaction_seconds is None else seat.transaction_seconds


def _own(circumstances: Circumstances, seat: Seat) -> Finding:
    return Finding(
        name=NAME,
        severity=Severity.ERROR,
        subject=f"session {seat.id}",
        fact=f"It belongs to this process and holds a table of the plan, for {seconds(_open(seat))}{_query(seat)}.",
        consequence=(
            f"The run would wait for itself, {circumstances.lock_timeout:g} s at a time, until it gives up: "
            "the session does not end before the run does."
        ),
        remedy="Close the second connection that env.py, or the application that it imports, holds; or commit on it.",
        database=circumstances.database,
    )


def _other(circumstances: Circumstances, seat: Seat, *, holds: bool) -> Finding:
    ends = circumstances.limits.idle_in_transaction_timeout if seat.is_idle else None
    held = f", {'may hold' if seat.is_inferred else 'holds'} a table of the plan" if holds else ""
    return Finding(
        name=NAME,
        severity=Severity.ERROR if holds and _stays(seat) else Severity.WARNING,
        subject=f"session {seat.id}" if seat.prepared is None else f"prepared transaction {seat.prepared}".rstrip(),
        fact=(
            f"A transaction{_whose(seat)} is open for {seconds(_open(seat))}{' or longer' if seat.is_hidden else ''}"
            f"{held} and {_does(seat)}{_query(seat)}."
        ),
        consequence=_consequence(circumstances, holds=holds)
        + (f" The server ends it when it has been idle for {seconds(ends)}." if ends is not None else ""),
        remedy=_remedy(circumstances, [seat]),
        database=circumstances.database,
    )


def _stays(seat: Seat) -> bool:
    """Whether it will hardly end while a run waits. Where only its age speaks for it, it may hold nothing."""
    if seat.is_inferred:
        return False
    return _open(seat) >= (LASTING if seat.prepared is None else LONG)


def _rest(circumstances: Circumstances, seats: Sequence[Seat], *, holds: bool) -> Finding:
    verb = "that may hold" if any(seat.is_inferred for seat in seats) else "holding"
    what = f"{verb} a table of the plan" if holds else f"open for {seconds(LONG)} or longer"
    is_lasting = any(map(_stays, seats))
    return Finding(
        name=NAME,
        severity=Severity.ERROR if holds and is_lasting else Severity.WARNING,
        subject="server",
        fact=f"{counted(len(seats), 'transaction')} more {what}, the oldest for {seconds(max(map(_open, seats)))}.",
        consequence=_consequence(circumstances, holds=holds),
        remedy=_remedy(circumstances, seats),
        database=circumstances.database,
    )


def _whose(seat: Seat) -> str:
    who = "@".join(part for part in (seat.user, seat.host) if part)
    told = [part for part in (who, seat.program if seat.prepared is None else None) if part]
    return f" of {', '.join(told)}" if told else ""


def _does(seat: Seat) -> str:
    if seat.prepared is not None:
        return "is prepared: no session is left that could end it"
    if seat.is_hidden:
        return "does what may not be seen"
    if seat.is_waiting:
        return "waits for another one"
    return f"does nothing for {seconds(seat.seconds)}" if seat.is_idle else "is at work"


def _query(seat: Seat) -> str:
    return f"; {'last' if seat.is_idle else 'now'}: `{shortened(seat.query)}`" if seat.query else ""


def _consequence(circumstances: Circumstances, *, holds: bool) -> str:
    if holds:
        return (
            f"The run waits {circumstances.lock_timeout:g} s at a time for that table and lets others pass in between; "
            "it stops if the transaction never ends."
        )
    return "It keeps old versions of rows from being removed, and blocks whatever changes a table that it has used."


def _remedy(circumstances: Circumstances, seats: Sequence[Seat]) -> str:
    ended = [seat.id for seat in seats if seat.prepared is None]
    lines = [remedies.end_sessions(circumstances.backend, ended)] if ended else []
    lines += [
        remedies.end_prepared(circumstances.backend, seat.prepared) for seat in seats if seat.prepared is not None
    ]
    if circumstances.plan is not None and any(seat.is_idle for seat in seats):
        command = "downgrade" if _goes_down(circumstances) else "migrate"
        lines.append(f"or: tk {command} {KILL}")
    return "\n".join(lines)


def _goes_down(circumstances: Circumstances) -> bool:
    revisions = circumstances.plan.revisions if circumstances.plan is not None else ()
    return bool(revisions) and revisions[0].direction == "downgrade"
