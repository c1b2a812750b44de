"""A pool keeps connections for longer than the server lets a session sleep, and does not try them before use.

After a quiet hour the server has closed them, and the first requests fail on each of them.

Instead, let the pool try each connection (`pool_pre_ping=True`), and replace them before the server ends them
(`pool_recycle` below its timeout).
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.backends import remedies
from toolkit.finding import Finding, Severity
from toolkit.forecast import DeclaredPool
from toolkit.preflight.circumstances import Circumstances

NAME = "stale-connections"
KEEPS_NONE = "NullPool"


def check(circumstances: Circumstances) -> Iterator[Finding]:
    """A pooler in between has timeouts of its own, which nobody told us."""
    timeout = circumstances.limits.idle_timeout
    if timeout is None or circumstances.limits.pooler is not None:
        return
    for pool in circumstances.direct:
        is_late = pool.pool_recycle is None or pool.pool_recycle >= timeout
        if pool.kind != KEEPS_NONE and not pool.pre_ping and is_late:
            yield _finding(circumstances, pool, timeout)


def _finding(circumstances: Circumstances, pool: DeclaredPool, timeout: float) -> Finding:
    kept = "for ever" if pool.pool_recycle is None else f"for {pool.pool_recycle:,.0f} s"
    recycle = max(int(timeout * 0.9), 1)
    return Finding(
        name=NAME,
        severity=Severity.WARNING,
        subject=f"pool {pool.name}",
        fact=(
            f"It keeps connections {kept} and does not try them before use; the server ends a session that sleeps for "
            f"{timeout:,.0f} s."
        ),
        consequence=f"After a quiet time the first requests fail with {remedies.gone(circumstances.backend)}.",
        remedy=f"create_engine(..., pool_pre_ping=True, pool_recycle={recycle})",
        database=circumstances.database,
    )
