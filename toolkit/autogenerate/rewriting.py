"""What the project's own ``process_revision_directives`` changes of what is written: there its word stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from alembic.autogenerate import render as alembics
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import MigrationScript
from alembic.runtime.migration import MigrationContext

from toolkit.autogenerate.generation import Key

Process = Callable[[MigrationContext, Any, list[MigrationScript]], None]


def noticing(theirs: Process, rewritten: Callable[[Collection[Key]], None]) -> Process:
    """The same, and ``rewritten`` is told the tables for which it leaves other operations than it was given."""

    def process(context: MigrationContext, revision: Any, scripts: list[MigrationScript]) -> None:
        before = _told(context, scripts)
        theirs(context, revision, scripts)
        after = _told(context, scripts)
        rewritten([key for key in before.keys() | after.keys() if before.get(key) != after.get(key)])

    return process


def _told(context: MigrationContext, scripts: Sequence[MigrationScript]) -> Mapping[Key, list[str]]:
    """By table, the operations as they would be written: a rewriter may change them in place."""
    found: dict[Key, list[str]] = {}
    written = AutogenContext(context)
    for script in scripts:
        for operations in (*script.upgrade_ops_list, *script.downgrade_ops_list):
            for one in operations.ops:
                table = getattr(one, "table_name", None) or getattr(one, "source_table", "")
                schema = getattr(one, "schema", None) or getattr(one, "source_schema", None)
                found.setdefault((schema, str(table)), []).extend(alembics.render_op(written, one))
    return found
