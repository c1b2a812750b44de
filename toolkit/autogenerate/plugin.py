"""The plugin of Alembic's autogenerate: the comparison of tables is ours, all else stays Alembic's.

In env.py: ``autogenerate_plugins=["alembic.autogenerate.*", "toolkit.autogenerate"]``. `tk revision` needs no line.
"""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from alembic.autogenerate.api import AutogenContext
from alembic.autogenerate.render import renderers
from alembic.operations import Operations
from alembic.operations.ops import UpgradeOps
from alembic.util import PriorityDispatchResult

from toolkit.autogenerate import statements, undeclared
from toolkit.autogenerate.column_types.holding import refuse_models
from toolkit.autogenerate.column_types.hook import with_column_types
from toolkit.autogenerate.columns import AlterColumn, render_alteration
from toolkit.autogenerate.comparing import Circumstances, Compared, after, compare
from toolkit.autogenerate.creation import sorted_models
from toolkit.autogenerate.deciding import Decided, decide
from toolkit.autogenerate.generation import OPTION, Generation, Written
from toolkit.autogenerate.members import AddCheck, render_check
from toolkit.autogenerate.orphans import orphans
from toolkit.autogenerate.recognising import annotated_in, is_recorded, likely, said
from toolkit.autogenerate.renaming import RenameTable, render_rename
from toolkit.autogenerate.rendering import with_texts_as_written, with_types_of_server
from toolkit.autogenerate.rows import Rows
from toolkit.autogenerate.vanishing import origins_of
from toolkit.autogenerate.writing import Writing
from toolkit.backends.alterations.register import alterations_of
from toolkit.drift.storing import cache_of
from toolkit.errors import CommandRefused, ShadowUnavailable

_log = logging.getLogger(__name__)


def prepare() -> None:
    """Let Alembic render, and run, the operations that are ours. To be done twice changes nothing."""
    renderers.dispatch_for(statements.Statements, replace=True)(statements.render)
    renderers.dispatch_for(AddCheck, replace=True)(render_check)
    renderers.dispatch_for(RenameTable, replace=True)(render_rename)
    renderers.dispatch_for(AlterColumn, replace=True)(render_alteration)
    Operations.implementation_for(statements.Statements, replace=True)(statements.send)


def compare_tables(context: AutogenContext, upgrade: UpgradeOps, schemas: set[str | None]) -> PriorityDispatchResult:
    """Write the operations, and keep Alembic's own comparison from running; step aside where no shadow can be had."""
    with _nothing_collected():
        return _compare_tables(context, upgrade)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Without the search for garbage: with many models it takes 40 % of the time, and there is next to none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _compare_tables(context: AutogenContext, upgrade: UpgradeOps) -> PriorityDispatchResult:
    with_column_types(context.opts, None)
    with_texts_as_written(context.migration_context.impl)
    refuse_models(context)
    generation = context.opts.get(OPTION) or Generation(circumstances=Circumstances(cache=cache_of(os.environ)))
    try:
        compared = compare(context.migration_context, generation.circumstances)
    except (ShadowUnavailable, CommandRefused) as trouble:
        if isinstance(trouble, CommandRefused) or generation.is_strict:
            raise
        # `tk` says so itself.
        _log.log(logging.INFO if OPTION in context.opts else logging.WARNING, "Alembic compares, not tk: %s", trouble)
        generation.unavailable.append(trouble)
        return PriorityDispatchResult.CONTINUE
    options: MutableMapping[str, Any] = context.opts
    writer = alterations_of(compared.observed.place.backend)
    assert writer is not None
    with_types_of_server(options, writer)
    # Where a table is made anew, Alembic does it in a batch.
    options["render_as_batch"] = options.get("render_as_batch") or writer.traits.makes_anew
    compared, decided = _decided(context, compared, generation)
    if OPTION not in context.opts:
        _warn(compared, decided)
    writing = Writing(context=context, compared=compared, decided=decided, exact=generation.exact)
    upgrade.ops.extend(writing.operations())
    generation.written.append(
        Written(compared=compared, decided=decided, by_hand=tuple(writing.by_hand), keywords=dict(generation.keywords))
    )
    return PriorityDispatchResult.STOP


def _decided(context: AutogenContext, compared: Compared, generation: Generation) -> tuple[Compared, Decided]:
    """What is renamed first, and what of the rest is written."""
    script, choices = context.opts.get("script"), generation.choices
    models = sorted_models(context)
    annotated = [*annotated_in(models, compared.observed.dialect.default_schema_name)]
    renames = said(compared.live, compared.models, choices, annotated, lambda one: is_recorded(one, script))
    if renames:
        compared = after(compared, generation.circumstances.ignore, renames)
    origins = origins_of(compared.alterations, script, generation.directory)
    rows = Rows(context.connection, compared.models)
    open_ = likely(compared.alterations, compared.live, compared.models, choices, origins, rows.speak)
    decided = decide(compared.alterations, compared.live, choices, origins, open_)
    gone = orphans(decided.kept, compared.live, compared.models)
    dropped = undeclared.dropped(compared.undeclared, choices)
    return compared, replace(
        decided,
        kept=(*decided.kept, *gone, *(one for one, _ in dropped)),
        allowed=(*decided.allowed, *(allowed for _, allowed in dropped)),
    )


def _warn(compared: Compared, decided: Decided) -> None:
    """Under plain Alembic, where nobody else tells it."""
    for refusal in compared.refused:
        _log.warning("left out: the server refuses %s", refusal)
    for rename in decided.likely:
        _log.warning("left out: %s may be a rename. Say so by info={'renamed_from': ...} in the model.", rename)
    for one in decided.undecided:
        assert one.loss is not None
        _log.warning("left out: %s: %s Write it by `tk revision`, or by hand.", one.loss.allow, one.why)
