"""The two schemas of a revision that is to be written: the live one, and the one that the models make."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from alembic.runtime.migration import MigrationContext

from toolkit.autogenerate.leaning import without_keys_that_go
from toolkit.autogenerate.renames import Rename, in_order, renamed
from toolkit.catalog.alterations import Alteration, alterations
from toolkit.catalog.comparison import Change
from toolkit.catalog.values import Catalog, Table
from toolkit.drift import modelling
from toolkit.drift.judging import Judge
from toolkit.drift.made import Modelled
from toolkit.drift.selecting import Selection
from toolkit.drift.sending import Uncreatable
from toolkit.drift.storing import Cache
from toolkit.rehearsal.aside import output_aside
from toolkit.rehearsal.observing import Observed, observed_in
from toolkit.shadow.life import with_shadows_of

Result = TypeVar("Result")
_TYPES = frozenset({"enum type", "domain", "composite type"})


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What of the project matters beside env.py."""

    cache: Cache
    shadow_url: str | None = None
    ignore: Sequence[str] = ()
    given: str = ""
    """What -x said: models may read it."""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    """What env.py's engine gave the driver besides the URL."""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One database against the models."""

    observed: Observed
    live: Catalog
    models: Catalog
    alterations: tuple[Alteration, ...]
    """That would make the one into the other; nothing is decided yet."""
    refused: Sequence[Uncreatable] = ()
    """What of the models the server does not take."""
    undeclared: tuple[Alteration, ...] = ()
    """The removal of what only the database has beside its tables: views, triggers, functions, sequences, types."""
    renames: tuple[Rename, ...] = ()
    """Those that are done first: ``live`` is what they lead to."""
    said: tuple[Rename, ...] = ()
    """The same as they were decided, without a third name between two that are exchanged."""
    start: Catalog | None = None
    """The live schema before them, where there are some."""


def compare(context: MigrationContext, circumstances: Circumstances) -> Compared:
    """Read the live schema, make the models' one on a shadow, and compare. Raises ShadowUnavailable."""
    observed = observed_in(context, context.get_current_heads(), {}, circumstances.arguments, live=True)
    live = observed.live
    assert live is not None
    modelled = Modelled(
        observed=observed,
        cache=circumstances.cache,
        shadow_url=circumstances.shadow_url,
        given=circumstances.given,
    )
    said = modelling.digests_of(observed)
    with output_aside(shown=False):
        models, refused = on_shadows(observed, lambda: modelled.like(live, said))
    return Compared(
        observed=observed,
        live=live,
        models=models,
        alterations=tuple(_alterations(observed, circumstances.ignore, live, models, refused)),
        undeclared=tuple(undeclared(observed, circumstances.ignore, live, models, refused)),
        refused=refused,
    )


def after(compared: Compared, ignore: Sequence[str], renames: Sequence[Rename]) -> Compared:
    """The same comparison where the live schema has these renames behind it."""
    ordered = in_order(renames)
    live = renamed(compared.live, ordered)
    observed, models, refused = compared.observed, compared.models, compared.refused
    return replace(
        compared,
        live=live,
        alterations=tuple(_alterations(observed, ignore, live, models, refused)),
        undeclared=tuple(undeclared(observed, ignore, live, models, refused)),
        renames=tuple(ordered),
        said=tuple(renames),
        start=compared.live,
    )


def _alterations(
    observed: Observed, ignore: Sequence[str], live: Catalog, models: Catalog, refused: Sequence[Uncreatable]
) -> list[Alteration]:
    names = names_of(refused)
    found = differences(observed, ignore, live, models, names)
    freed = without_keys_that_go(live, models, found)
    return alterations(found if freed is live else differences(observed, ignore, freed, models, names), freed)


def differences(
    observed: Observed, ignore: Sequence[str], schema: Catalog, models: Catalog, refused: frozenset[str] = frozenset()
) -> list[Change]:
    """What `tk check` would name, between a schema and that of the models."""
    return _judge(observed, ignore, refused).against_models(schema, models)


def undeclared(
    observed: Observed, ignore: Sequence[str], schema: Catalog, models: Catalog, refused: Sequence[Uncreatable]
) -> Iterator[Alteration]:
    """The removal of what stands for itself in a schema, but for what comes and goes with a table or is refused."""
    holders = {(one.schema, one.name) for one in models.tables} | {(one.schema, one.name) for one in models.views}
    texts = [one.statement for one in refused]
    for one in alterations(_judge(observed, ignore, frozenset()).beyond_models(schema, models), schema):
        is_of_column = getattr(one.before, "owned_by", None) or any(_has(table, one) for table in schema.tables)
        is_elsewhere = one.owner is not None and one.table not in holders
        if not is_of_column and not is_elsewhere and not any(_mentions(text, one.name) for text in texts):
            yield one


def names_of(refused: Sequence[Uncreatable]) -> frozenset[str]:
    """Of what is not among the models for it."""
    return frozenset(name for one in refused for name in one.names)


def _judge(observed: Observed, ignore: Sequence[str], refused: frozenset[str]) -> Judge:
    return Judge(
        selection=Selection(observed),
        database=observed.place.url,
        ignore=ignore,
        locate=_nowhere,
        refused=refused,
    )


def _has(table: Table, one: Alteration) -> bool:
    """Whether a column has the type."""
    return one.kind in _TYPES and any(_mentions(column.type, one.name) for column in table.columns)


def _mentions(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def on_shadows(observed: Observed, work: Callable[[], Result]) -> Result:
    """Do what uses shadows, while env.py is at its database: an asynchronous one has begun the loop already."""
    if observed.original is None or observed.dialect.is_async:
        return work()
    return with_shadows_of(observed.original, work)


def _nowhere(change: Change) -> None:
    """A place in the sources is of no use here."""
