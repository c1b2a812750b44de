"""tk migrate."""

from __future__ import annotations

from typing import Annotated

import typer

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


def _not_flask(value: str | None) -> None:
    if value is not None:
        raise typer.BadParameter(
            "`tk migrate` applies revisions. "
            "To write one, as `flask db migrate` does: tk revision --autogenerate -m ..."
        )


FlaskMessage = Annotated[str | None, typer.Option("-m", "--message", hidden=True, callback=_not_flask)]


@command
def migrate(
    invocation: Invocation,
    revision: Target = "head",
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
    message: FlaskMessage = None,
) -> None:
    """Bring the database up to a revision (head by default)."""
    from toolkit.workflows.migrate import migrate as run

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
    perform(invocation, run, revision, "upgrade", options)
