"""Revision files as values."""

from __future__ import annotations

from collections.abc import Collection

from alembic.script import Script
from alembic.util import to_tuple

from toolkit.answers import RevisionEntry


def entry_of(
    script: Script, *, verbose: bool = False, current: Collection[str] | None = None, **parts: bool
) -> RevisionEntry:
    """One revision as a value.

    ``current`` are the revisions that the database stands at, None where nobody looked. ``verbose`` and
    ``parts`` (include_branches, include_parents, tree_indicators, ...) shape the line as Alembic's commands do.
    """
    if current is not None:
        script._db_current_indicator = script.revision in current
    return RevisionEntry(
        revision=script.revision,
        down_revisions=to_tuple(script.down_revision, default=()),
        depends_on=to_tuple(script.dependencies, default=()),
        branch_labels=tuple(sorted(script.branch_labels)),
        doc=script.doc,
        path=script.path,
        is_head=script.is_head,
        is_branch_point=script.is_branch_point,
        is_merge_point=script.is_merge_point,
        is_current=None if current is None else script.revision in current,
        line=script.cmd_format(verbose, **parts),
        details=script.log_entry,
    )
