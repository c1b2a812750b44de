"""Where revisions are applied already, as far as the databases of a project and their journals know."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.util import to_tuple
from sqlalchemy import select
from sqlalchemy.engine import Connection

from toolkit.errors import RevisionsApplied, TkError
from toolkit.outcomes import Place
from toolkit.project import Project
from toolkit.revising.line import Line, ancestors
from toolkit.workflows.interrupted import read_interrupted
from toolkit.workflows.observing import refuse_other_url
from toolkit.workflows.visiting import Visited, visit


def refuse_applied(project: Project, line: Line) -> tuple[Place, ...]:
    """The databases that were asked. Raises RevisionsApplied where one has, or may have, one of the revisions."""

    def ask(connection: Connection, visited: Visited) -> Place:
        refuse_other_url(project, visited.engine.url)
        _refuse_standing(project, visited, line)
        _refuse_interrupted(project, connection, visited, line.names)
        _refuse_in_journal(connection, visited, line.names)
        return visited.place

    try:
        return visit(project, ask)
    except RevisionsApplied:
        raise
    except Exception as error:
        # As when a project is opened: a command that succeeds need not wait for the words of errors.
        from toolkit.workflows.explaining import explained

        told: TkError = explained(error, project.settings, project)
        told.state = "Nothing was moved: whether the revisions are applied there is not known."
        told.mend = f"{told.mend} `tk rebase --offline` moves them without asking.".strip()
        raise told from (error.__cause__ if told is error else error)


def _refuse_standing(project: Project, visited: Visited, line: Line) -> None:
    unknown = [head for head in visited.heads if not project.is_known(head)]
    if unknown:
        raise RevisionsApplied(
            f"The database is at {', '.join(unknown)}, which no revision file has: what it has applied is not known.",
            where=visited.place.url,
            mend="Check out the files that made it and downgrade, or, where it does not matter: `tk rebase --offline`.",
        )
    applied = ancestors(project.script, visited.heads, dependencies=True)
    found = sorted(applied & line.names)
    if found:
        raise RevisionsApplied(
            f"{', '.join(found)} {_is_or_are(found)} applied already, so what is before cannot be changed any more.",
            where=f"{visited.place.url}, which is at {', '.join(visited.heads)}",
            why="That database would count what the moved revisions then follow as applied, and never run it.",
            mend=f"Join the heads: `tk merge heads`. Or take it back there first: `tk downgrade{_below(line)}`.",
        )


def _below(line: Line) -> str:
    """What takes back this line alone, where the other one is applied, too."""
    parents = to_tuple(line.first.down_revision, default=("base",))
    return f" {line.first.revision}@{parents[0]}" if not parents[1:] else ""


def _refuse_interrupted(project: Project, connection: Connection, visited: Visited, revisions: Collection[str]) -> None:
    """What a dead run has finished is in the version table, so only the revision that it has half done matters."""
    options = {"script": project.script, "version_table": visited.version_table, "version_table_schema": visited.schema}
    run = read_interrupted(MigrationContext.configure(connection, opts=options))
    if run is not None and (run.is_alive is not False or run.revision in revisions):
        raise RevisionsApplied(
            f"The run `{run.command} {run.target}` of {run.started} has not ended: what it has applied is not known.",
            where=visited.place.url,
            why=f"{run.os_user}@{run.host} began it; it is still at work, or it was stopped half way.",
            mend="Wait for it, or run it again to finish it; `tk status` tells where it stopped.",
        )


def _refuse_in_journal(connection: Connection, visited: Visited, revisions: Collection[str]) -> None:
    journal = visited.journal
    if not journal.is_there(connection):
        return
    table = journal.tables.runs
    found = select(table).where(table.c.version_table == visited.version_table).order_by(table.c.started)
    applied = _last_word(connection.execute(found).mappings().all())
    for revision in sorted(applied.keys() & set(revisions)):
        raise RevisionsApplied(
            f"{revision} was applied on {applied[revision]}, and by the journal it was not taken back.",
            where=f"{visited.place.url}, whose version table does not name it",
            why="Another tool than tk took it back, or the version table was changed: by `tk stamp`, or by hand.",
            mend="Where it is really not applied: `tk rebase --offline`. Else join the heads: `tk merge heads`.",
        )


def _last_word(runs: Iterable[Any]) -> dict[str, str]:
    """The revisions that are applied by the runs, the oldest first, each with the day of that."""
    applied: dict[str, str] = {}
    for run in runs:
        for revision in json.loads(run["revisions"] or "[]"):
            applied.pop(revision["revision"], None)
            if revision["direction"] == "upgrade":
                applied[revision["revision"]] = run["started"][:10]
    return applied


def _is_or_are(names: Collection[str]) -> str:
    return "is" if len(names) == 1 else "are"
