"""A statement of the plan keeps others out of a table that is in use.

While it works, and in a transaction until that ends, whoever writes to the table waits, or even whoever reads it.
Each of them has a connection of its pool meanwhile.

Instead, take the way that the finding names: on every server there is one for most changes that lets the others
work. For the rest choose an hour when nobody uses the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from toolkit.backends.sqlite import SQLite
from toolkit.finding import Finding, Severity
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.holding import Holding, holdings
from toolkit.preflight.occupancy import database_of
from toolkit.preflight.strategies import strategy
from toolkit.reports.counting import counted
from toolkit.reports.quantities import size, span

NAME = "blocking-statement"
BEARABLE = 1.0
"""Seconds that a page may take longer without anybody noticing."""
UNBEARABLE = 10.0
"""Seconds after which people reload the page, and proxies give up."""
_BASES: Mapping[str, str] = {
    "instant": "by what it does",
    "measured": "measured on this server",
    "remembered": "by earlier runs on this server",
    "assumed": "assumed: nothing is known of this server",
}


def check(circumstances: Circumstances) -> Iterator[Finding]:
    """One finding for each statement and table, by the upper end of the estimate."""
    for holding in holdings(circumstances):
        if holding.high > BEARABLE:
            yield _finding(circumstances, holding)


def _finding(circumstances: Circumstances, holding: Holding) -> Finding:
    one = holding.pending
    several = sum(table.rows is not None for table in one.statement.tables) > 1
    return Finding(
        name=NAME,
        severity=Severity.ERROR if _at_least(holding) > UNBEARABLE else Severity.WARNING,
        subject=f"{one.subject}, table {holding.table}" if several else one.subject,
        fact=f"`{one.text}` keeps {holding.table.blocks} of table {holding.table} waiting for {_long(holding)}.",
        consequence=_consequence(circumstances, holding),
        remedy=strategy(holding, circumstances.backend, database_of(circumstances)),
        database=circumstances.database,
        location=one.statement.location,
    )


def _at_least(holding: Holding) -> float:
    """What is assumed of a server that nobody knows stops a run only where the fastest one would take too long."""
    return holding.low if holding.basis == "assumed" else holding.high


def _long(holding: Holding) -> str:
    table = holding.table
    amounts = [counted(table.rows or 0, "row"), *([size(table.bytes)] if table.bytes is not None else [])]
    least = "" if holding.is_known else " or more"
    return (
        f"{span(holding.low, holding.high)}{least} ({', '.join(amounts)}; {_BASES.get(holding.basis, holding.basis)})"
    )


def _consequence(circumstances: Circumstances, holding: Holding) -> str:
    impact, lock = holding.pending.statement.impact, holding.table.lock
    said = [
        *([f"algorithm {impact.algorithm}"] if impact is not None and impact.algorithm else []),
        *([f"lock {lock}"] if lock else []),
    ]
    sentences = [f"The server's own words: {', '.join(said)}."] if said else []
    if holding.after:
        sentences.append(
            f"The lock lasts until the transaction ends, after {counted(holding.after, 'statement')} that "
            f"{'follows' if holding.after == 1 else 'follow'}."
        )
    if circumstances.backend == SQLite.name:
        sentences.append(_one_writer(circumstances))
    else:
        sentences.append("Requests that want the table wait, each with a connection of its pool.")
    return " ".join(sentences)


def _one_writer(circumstances: Circumstances) -> str:
    """There is one for the whole file."""
    settings = dict(circumstances.limits.settings)
    journal, busy = settings.get("journal_mode", ""), settings.get("busy_timeout", "")
    readers = "readers go on" if journal.lower() == "wal" else "readers wait while it commits"
    patience = f"{int(busy) / 1000:g} s" if busy.isdecimal() else "their busy timeout"
    return (
        f"There is one writer for the whole file: other writers wait for {patience}, then fail with "
        f"`database is locked`; {readers}{f' (journal mode {journal})' if journal else ''}."
    )
