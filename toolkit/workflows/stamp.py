"""Stamp: say what a database is at, without running a migration."""

from __future__ import annotations

from typing import Any

from toolkit.errors import CommandRefused
from toolkit.events import Listener
from toolkit.outcomes import RunOutcome
from toolkit.settings import Settings
from toolkit.workflows.choices import USUAL, intention_of
from toolkit.workflows.opening import open_project
from toolkit.workflows.running import run


def stamp(
    settings: Settings,
    revisions: tuple[str, ...],
    tell: Listener,
    *,
    sql: bool = False,
    tag: str | None = None,
    purge: bool = False,
) -> RunOutcome:
    """Write ``revisions`` into the version table; ``purge`` empties it first. Raises a TkError."""
    if purge and sql:
        raise CommandRefused("--purge and --sql do not go together: no table is read.", mend="Leave one of them out.")
    start, targets = _targets(revisions, sql)
    with open_project(settings, "stamp", revisions=list(revisions), sql=sql, tag=tag, purge=purge) as project:

        def find_steps(heads: Any) -> list[Any]:
            return list(project.script._stamp_revs(targets, heads))

        options = {"as_sql": sql, "starting_rev": start, "destination_rev": targets, "tag": tag, "purge": purge}
        intention = intention_of(settings, USUAL, "stamp", ", ".join(targets), find_steps)
        return run(project, intention, tell, **options)


def _targets(revisions: tuple[str, ...], sql: bool) -> tuple[str | None, tuple[str, ...]]:
    if not sql:
        return None, revisions
    starts = {revision.partition(":")[0] for revision in revisions if ":" in revision}
    if len(starts) > 1:
        raise CommandRefused(
            "With --sql a stamp starts from one revision.", why=f"Given: {', '.join(sorted(starts))}.", mend="Name one."
        )
    return next(iter(starts), None), tuple(revision.rpartition(":")[2] for revision in revisions)
