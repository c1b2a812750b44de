"""The disk may not have room for what the plan builds.

A table that is rebuilt lies there twice until it is done, and an index takes room of its own. A disk that fills up
stops the statement, and on most servers everybody else who writes.

Instead, free some space or enlarge the disk before the run, or change the table in smaller steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.finding import Finding, Severity
from toolkit.impact import Work
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.holding import transactions
from toolkit.preflight.statements import Pending
from toolkit.reports.quantities import size

NAME = "full-disk"
WORTH_A_NOTE = 1024**3
"""Bytes: where the disk cannot be seen, less than that is no matter."""
OF_AN_INDEX = 1 / 3
"""Of its table, at the most that is usual: its entries, and the same again to sort them."""
NARROW = 2
"""How many times the need a disk should have: others write meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Need:
    """What lies on the disk at once beside all that is there. Sizes are bytes."""

    pending: Pending
    """The statement that needs the most of it."""
    rewritten: int
    indexed: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.rewritten + self.indexed


def check(circumstances: Circumstances) -> Iterator[Finding]:
    """One finding, for the moment when the need is greatest."""
    needs = [_need(statements) for statements in transactions(circumstances) if statements]
    greatest = max(needs, key=lambda need: need.total, default=None)
    if greatest is None or greatest.total == 0:
        return
    free = circumstances.free_bytes
    if free is None:
        if greatest.total > WORTH_A_NOTE:
            yield _finding(circumstances, greatest, Severity.NOTE, "how much is free is not told here")
    elif free < greatest.rewritten:
        yield _finding(circumstances, greatest, Severity.ERROR, f"{size(free)} are free")
    elif free < greatest.total * NARROW:
        yield _finding(circumstances, greatest, Severity.WARNING, f"{size(free)} are free")


def _need(statements: Sequence[Pending]) -> Need:
    """Of one transaction: what it replaces is only given back when it ends."""
    return Need(
        pending=max(statements, key=lambda one: sum(_needs(one))),
        rewritten=sum(_needs(one)[0] for one in statements),
        indexed=sum(_needs(one)[1] for one in statements),
    )


def _needs(one: Pending) -> tuple[int, int]:
    tables = [table for table in one.statement.tables if table.bytes is not None]
    rewritten = sum(table.bytes or 0 for table in tables if table.work == Work.REWRITE.value)
    if any(table.rows is None and table.work == Work.ROWS.value for table in one.statement.tables):
        # A table that the plan makes is filled from these, as SQLite's are to alter them.
        rewritten += sum(table.bytes or 0 for table in tables if table.work == Work.SCAN.value)
    indexed = sum(int((table.bytes or 0) * OF_AN_INDEX) for table in tables if table.work == Work.INDEX.value)
    return rewritten, indexed


def _finding(circumstances: Circumstances, need: Need, severity: Severity, free: str) -> Finding:
    verb = "rewrites its table" if need.rewritten else "builds indexes"
    return Finding(
        name=NAME,
        severity=severity,
        subject=need.pending.subject,
        fact=f"It {verb}, which takes about {size(need.total)} of the disk until it is done; {free}.",
        consequence="If the disk fills up, the statement fails, and others who write fail with it.",
        remedy=f"Look at the disk of the server (df -h), and have {size(need.total * NARROW)} free before the run.",
        database=circumstances.database,
        location=need.pending.statement.location,
    )
