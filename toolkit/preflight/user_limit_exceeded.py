"""The pools want more connections than their user, or their database, may have.

The server refuses what goes beyond, however many connections it has left for others.

Instead, make the pools smaller, or raise the limit of the user or of the database.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolkit.backends import remedies
from toolkit.finding import Finding, Severity
from toolkit.forecast import DeclaredPool
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.occupancy import database_of, demand, shares, user_of
from toolkit.reports.counting import counted

NAME = "user-limit-exceeded"


def check(circumstances: Circumstances) -> Iterator[Finding]:
    """The limit of the user is that of the URL's; a pool that does not say whom it connects as may be another's."""
    circumstances = replace(circumstances, pools=circumstances.direct)
    limits = circumstances.limits
    if limits.pooler is not None or not any(pool.demand for pool in circumstances.pools):
        return
    user = user_of(circumstances)
    if limits.user_limit is not None and user:
        named = [pool for pool in circumstances.pools if pool.user == user]
        possible = [pool for pool in circumstances.pools if pool.user in (user, None)]
        if _wanted(circumstances, named) > limits.user_limit:
            yield _user(circumstances, user, named, limits.user_limit, Severity.ERROR)
        elif possible and _wanted(circumstances, possible) > limits.user_limit:
            yield _user(circumstances, user, possible, limits.user_limit, Severity.WARNING)
    database = database_of(circumstances)
    wanted = _wanted(circumstances, circumstances.pools)
    if limits.database_limit is not None and database and wanted > limits.database_limit:
        yield _database(circumstances, database, limits.database_limit)


def _wanted(circumstances: Circumstances, pools: Sequence[DeclaredPool]) -> int:
    return demand(pools) + circumstances.connections if pools else 0


def _user(
    circumstances: Circumstances, user: str, pools: Sequence[DeclaredPool], limit: int, severity: Severity
) -> Finding:
    wanted = _wanted(circumstances, pools)
    unsaid = [pool.name for pool in pools if pool.user is None]
    doubt = f" (if {', '.join(unsaid)} connect as {user})" if unsaid else ""
    remedy = remedies.raise_user_limit(circumstances.backend, user, wanted)
    declare = f'\nor, where it is another user: [tool.tk.pools.{unsaid[0]}] user = "..."' if unsaid else ""
    return Finding(
        name=NAME,
        severity=severity,
        subject=f"user {user}",
        fact=f"{_sum(circumstances, pools, wanted)} wanted{doubt}; the user {user} may have {limit:,}.",
        consequence=f"When the pools fill up, {wanted - limit:,} of them are refused.",
        remedy=remedy + declare,
        database=circumstances.database,
    )


def _database(circumstances: Circumstances, database: str, limit: int) -> Finding:
    wanted = _wanted(circumstances, circumstances.pools)
    return Finding(
        name=NAME,
        severity=Severity.ERROR,
        subject=f"database {database}",
        fact=f"{_sum(circumstances, circumstances.pools, wanted)} wanted; the database {database} may have {limit:,}.",
        consequence=f"When the pools fill up, {wanted - limit:,} of them are refused.",
        remedy=remedies.raise_database_limit(circumstances.backend, database, wanted),
        database=circumstances.database,
    )


def _sum(circumstances: Circumstances, pools: Sequence[DeclaredPool], wanted: int) -> str:
    return f"{shares(pools)}, the run {circumstances.connections:,}: {counted(wanted, 'connection')}"
