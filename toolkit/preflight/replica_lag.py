"""Replicas follow the server: some are late already, or a statement of the plan will make them late.

Whoever reads from a replica sees old rows meanwhile, and a change of the primary to that replica has to wait.

Instead, let the replicas catch up before the run, and send nobody to them while a long statement is on its way.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.backends.postgresql import PostgreSQL
from toolkit.finding import Finding, Severity
from toolkit.impact import Blocks, Work
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.statements import Pending, pending
from toolkit.reports.counting import counted
from toolkit.reports.quantities import seconds, span

NAME = "replica-lag"
LATE = 10.0
"""Seconds that a replica may be behind without a word."""
LONG = 1.0
"""Seconds of a statement that are worth a note."""
VERY_LONG = 30.0
"""Seconds of a statement that are worth a warning."""


def check(circumstances: Circumstances) -> Iterator[Finding]:
    """Those that are late now, then what the plan will do to all of them."""
    for replica in circumstances.replicas:
        if replica.lag is not None and replica.lag >= LATE:
            yield Finding(
                name=NAME,
                severity=Severity.WARNING,
                subject=f"replica {replica.name}",
                fact=f"It is {seconds(replica.lag)} behind; {LATE:g} s pass without a word.",
                consequence="What the run does reaches it later still.",
                remedy="Let it catch up before the run.",
                database=circumstances.database,
            )
    if circumstances.replicas:
        yield from _to_come(circumstances)


def _to_come(circumstances: Circumstances) -> Iterator[Finding]:
    longest = max(pending(circumstances), key=_length, default=None)
    conflicts = [one for one in pending(circumstances) if _conflicts(circumstances, one)]
    if longest is None or (_length(longest) < LONG and not conflicts):
        return
    is_long = _length(longest) >= LONG
    yield Finding(
        name=NAME,
        severity=Severity.WARNING if _length(longest) >= VERY_LONG else Severity.NOTE,
        subject="replicas",
        fact=_fact(circumstances, longest if is_long else conflicts[0], is_long=is_long),
        consequence=_consequence(circumstances, longest, is_long=is_long, conflicts=len(conflicts)),
        remedy="Read from the server itself until they have caught up, and run when few read from them.",
        database=circumstances.database,
        location=(longest if is_long else conflicts[0]).statement.location,
    )


def _length(one: Pending) -> float:
    """Of what is done with rows that are there."""
    works = any(table.rows is not None and table.work != Work.NONE.value for table in one.statement.tables)
    return one.statement.duration.high if works and one.statement.duration is not None else 0.0


def _conflicts(circumstances: Circumstances, one: Pending) -> bool:
    # https://www.postgresql.org/docs/current/hot-standby.html#HOT-STANDBY-CONFLICT
    is_there = any(table.rows is not None and table.blocks == Blocks.EVERYTHING.value for table in one.statement.tables)
    return circumstances.backend == PostgreSQL.name and is_there


def _fact(circumstances: Circumstances, one: Pending, *, is_long: bool) -> str:
    lags = [replica.lag for replica in circumstances.replicas if replica.lag is not None]
    behind = f"at most {seconds(max(lags))} behind now" if lags else "how far behind is not told here"
    followers = f"{counted(len(circumstances.replicas), 'replica')}: {behind}"
    duration = one.statement.duration
    if not is_long or duration is None:
        return f"{followers}; {one.subject} locks a table there against readers, too."
    return f"{followers}; {one.subject} takes {span(duration.low, duration.high)} here."


def _consequence(circumstances: Circumstances, longest: Pending, *, is_long: bool, conflicts: int) -> str:
    if circumstances.backend != PostgreSQL.name:
        return (
            "A replica begins with it when the server has finished it, and falls behind about as long: "
            f"up to {seconds(_length(longest))}."
        )
    sentences = []
    if is_long:
        sentences.append("They write what it writes, and fall behind as far as they are slower.")
    if conflicts:
        sentences.append(
            "A query that runs on the table there delays them, and is cancelled at the end of their patience: "
            "`canceling statement due to conflict with recovery`."
        )
    return " ".join(sentences)
