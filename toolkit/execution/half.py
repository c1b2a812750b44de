"""Where an interrupted run stands: in the middle of a revision, or between two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.backends.register import backend_of
from toolkit.execution.certainty import Certainty
from toolkit.execution.journal.records import OpenRun, Record, Sort, State
from toolkit.execution.replay import Replay


def half_applied(
    context: MigrationContext, run: OpenRun, records: Mapping[str, list[Record]], heads: Sequence[str] | None = None
) -> str | None:
    """The revision that an open run has in the middle; None where it stands between two."""
    script = context.script
    assert script is not None
    begun = _begun(script, run, records, context.get_current_heads() if heads is None else heads)
    return next((revision for revision, sent in begun if Replay(revision, sent).is_partly_done), None)


def has_half_done(
    connection: Connection,
    script: ScriptDirectory,
    run: OpenRun,
    records: Mapping[str, list[Record]],
    heads: Sequence[str],
) -> bool:
    """Whether something is done of a revision that an open run has in the middle. Only asks; when unsure, it is."""
    for revision, journaled in _begun(script, run, records, heads):
        sent = list(journaled)
        while sent and sent[-1].is_open:
            if _may_have_happened(connection, sent.pop()):
                return True
        if Replay(revision, sent).has_lasting:
            return True
    return False


def _may_have_happened(connection: Connection, record: Record) -> bool:
    if record.state is not State.BEGUN:
        return False
    try:
        return Certainty(backend_of(connection.dialect).name).happened(connection, record)
    except DBAPIError:
        # Somebody holds what it is about.
        return True


def _begun(
    script: ScriptDirectory, run: OpenRun, records: Mapping[str, list[Record]], heads: Sequence[str]
) -> Iterator[tuple[str, list[Record]]]:
    """The revisions that are still to come, and what the journal has of them."""
    applied = applied_at(script, heads)
    for revision, sent in records.items():
        finished = any(record.sort is Sort.REVISION for record in sent)
        is_to_come = (revision in applied) is not (run.command == "upgrade")
        if not finished and is_to_come:
            yield revision, sent


def applied_at(script: ScriptDirectory, heads: Sequence[str]) -> set[str]:
    """The revisions that are applied where the version table holds these heads."""
    with suppress(Exception):  # a head that no file has is told elsewhere
        return {entry.revision for entry in script.revision_map.iterate_revisions(tuple(heads), "base")}
    return set(heads)
