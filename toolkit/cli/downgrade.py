"""tk downgrade."""

from __future__ import annotations

from toolkit.cli.common import Invocation, command
from toolkit.cli.options import (
    Abandon,
    KillBlockers,
    LockTimeout,
    NoTrash,
    ResumeFrom,
    Sql,
    Tag,
    Target,
    Wait,
)
from toolkit.cli.telling import telling

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
) -> None:
    """Take the database back to a revision (one step by default)."""
    from toolkit.workflows.abandon import abandon as give_up
    from toolkit.workflows.choices import choices_of
    from toolkit.workflows.downgrade import downgrade as run

    settings = invocation.settings(wait=wait, lock_timeout=lock_timeout)
    choices = choices_of(no_trash=no_trash, resume_from=resume_from, kill_blockers=kill_blockers)
    with telling(settings) as tell:
        if abandon:
            outcome = give_up(settings, "downgrade", tell)
        else:
            outcome = run(settings, revision, tell, sql=sql, tag=tag, choices=choices)
    if not sql:
        invocation.answer(outcome, settings)
