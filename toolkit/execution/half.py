"""Where an interrupted run stands: in the middle of a revision, or between two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from alembic.runtime.migration import MigrationContext

from toolkit.execution.journal.records import OpenRun, Record, Sort
from toolkit.execution.replay import Replay


def half_applied(
    context: MigrationContext, run: OpenRun, records: Mapping[str, list[Record]], heads: Sequence[str] | None = None
) -> str | None:
    """The revision that an open run has in the middle; None where it stands between two."""
    applied = applied_at(context, context.get_current_heads() if heads is None else heads)
    for revision, sent in records.items():
        finished = any(record.sort is Sort.REVISION for record in sent)
        is_to_come = (revision in applied) is not (run.command == "upgrade")
        if not finished and is_to_come and Replay(revision, sent).is_partly_done:
            return revision
    return None


def applied_at(context: MigrationContext, heads: Sequence[str]) -> set[str]:
    """The revisions that are applied where the version table holds these heads."""
    script = context.script
    assert script is not None
    with suppress(Exception):  # a head that no file has is told elsewhere
        return {entry.revision for entry in script.revision_map.iterate_revisions(tuple(heads), "base")}
    return set(heads)
