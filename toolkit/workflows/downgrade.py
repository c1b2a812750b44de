"""Downgrade: undo the revisions between where a database stands and a target below it."""

from __future__ import annotations

from typing import Any

from toolkit.errors import CommandRefused
from toolkit.events import Listener
from toolkit.outcomes import RunOutcome
from toolkit.settings import Settings
from toolkit.workflows.choices import USUAL, Choices, intention_of
from toolkit.workflows.opening import open_project
from toolkit.workflows.preflight import run_prepared
from toolkit.workflows.running import run


def downgrade(
    settings: Settings,
    target: str,
    tell: Listener,
    *,
    sql: bool = False,
    tag: str | None = None,
    choices: Choices = USUAL,
) -> RunOutcome:
    """Bring the databases of the project back to ``target``.

    With ``sql`` the target is a range ``from:to``, and the statements are printed instead of run.
    Raises a TkError.
    """
    start, end = _range(target, sql)
    with open_project(settings, "downgrade", revision=target, sql=sql, tag=tag) as project:

        def find_steps(heads: Any) -> list[Any]:
            return list(project.script._downgrade_revs(end, heads))

        intention = intention_of(settings, choices, "downgrade", end, find_steps)
        options = {"as_sql": sql, "starting_rev": start, "tag": tag}
        if sql or choices.resume_from is not None:
            return run(project, intention, tell, **options)
        return run_prepared(project, intention, tell, **options)


def _range(target: str, sql: bool) -> tuple[str | None, str]:
    start, colon, end = target.partition(":")
    if sql and not colon:
        raise CommandRefused(
            "A downgrade with --sql needs both ends, since no database says where it starts.",
            mend=f"Write `tk downgrade FROM:{target} --sql`.",
        )
    if colon and not sql:
        raise CommandRefused(
            f"The range {target} needs --sql: a database starts from where it stands.",
            mend=f"Name the target alone: `tk downgrade {end}`.",
        )
    return (start, end) if colon else (None, target)
