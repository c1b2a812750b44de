"""tk downgrade."""

from __future__ import annotations

from toolkit.cli.common import Invocation, command
from toolkit.cli.options import (
    Abandon,
    Allow,
    KillBlockers,
    LockTimeout,
    NoTrash,
    Preflight,
    Reason,
    ResumeFrom,
    Sql,
    Tag,
    Target,
    Wait,
)
from toolkit.cli.performing import perform

TAKES_RELATIVE_TARGETS = True


@command
def downgrade(
    invocation: Invocation,
    revision: Target = "-1",
    sql: Sql = False,
    tag: Tag = None,
    wait: Wait = None,
    lock_timeout: LockTimeout = None,
    kill_blockers: KillBlockers = None,
    no_trash: NoTrash = None,
    resume_from: ResumeFrom = None,
    abandon: Abandon = False,
    preflight: Preflight = None,
    allow: Allow = None,
    reason: Reason = None,
) -> None:
    """Take the database back to a revision (one step by default)."""
    from toolkit.workflows.downgrade import downgrade as run

    options = {
        "sql": sql,
        "tag": tag,
        "wait": wait,
        "lock_timeout": lock_timeout,
        "kill_blockers": kill_blockers,
        "no_trash": no_trash,
        "resume_from": resume_from,
        "abandon": abandon,
        "preflight": preflight,
        "allow": allow,
        "reason": reason,
    }
    perform(invocation, run, revision, "downgrade", options)
