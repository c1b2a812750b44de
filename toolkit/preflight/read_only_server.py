"""The server takes no writes: it is a standby, or a replica that is read-only.

A run would be refused its first statement, and no shadow can be made there. Where the user of the URL may write all the
same, what the run changes on a replica is not on its source, and may break what comes from there.

Instead, name the primary in the URL. To plan on a replica all the same, name a place for shadows in `shadow_url`.
"""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.finding import Finding, Severity
from toolkit.preflight.circumstances import Circumstances

NAME = "read-only-server"


def check(circumstances: Circumstances) -> Iterator[Finding]:
    """Of what is pending; to look at the pools of a replica is no mistake."""
    limits, plan = circumstances.limits, circumstances.plan
    if limits.read_only is None or plan is None or not plan.revisions:
        return
    passes = limits.passes_read_only
    yield Finding(
        name=NAME,
        severity=Severity.WARNING if passes else Severity.ERROR,
        subject="server",
        fact=f"The server takes no writes{' of others' if passes else ''}: {limits.read_only}.",
        consequence=(
            "The user of the URL may write all the same. On a replica, what the run changes is not on its source, and "
            "may break what comes from there."
            if passes
            else "It refuses the first statement of the run."
        ),
        remedy="Name the primary in the URL.",
        database=circumstances.database,
    )
