"""The two schemas of a revision that is to be written: the live one, and the one that the models make."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from alembic.runtime.migration import MigrationContext

from toolkit.autogenerate.renames import Rename, in_order, renamed
from toolkit.catalog.alterations import Alteration, alterations
from toolkit.catalog.comparison import Change
from toolkit.catalog.values import Catalog
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
    names = frozenset(name for one in refused for name in one.names)
    found = differences(observed, circumstances.ignore, live, models, names)
    return Compared(
        observed=observed,
        live=live,
        models=models,
        alterations=tuple(alterations(found, live)),
        refused=refused,
    )


def after(compared: Compared, ignore: Sequence[str], renames: Sequence[Rename]) -> Compared:
    """The same comparison where the live schema has these renames behind it."""
    ordered = in_order(renames)
    live = renamed(compared.live, ordered)
    names = frozenset(name for one in compared.refused for name in one.names)
    found = differences(compared.observed, ignore, live, compared.models, names)
    return replace(
        compared,
        live=live,
        alterations=tuple(alterations(found, live)),
        renames=tuple(ordered),
        said=tuple(renames),
        start=compared.live,
    )


def differences(
    observed: Observed, ignore: Sequence[str], schema: Catalog, models: Catalog, refused: frozenset[str] = frozenset()
) -> list[Change]:
    """What `tk check` would name, between a schema and that of the models."""
    judge = Judge(
        selection=Selection(observed),
        database=observed.place.url,
        ignore=ignore,
        locate=_nowhere,
        refused=refused,
    )
    return judge.against_models(schema, models)


def on_shadows(observed: Observed, work: Callable[[], Result]) -> Result:
    """Do what uses shadows, while env.py is at its database: an asynchronous one has begun the loop already."""
    if observed.original is None or observed.dialect.is_async:
        return work()
    return with_shadows_of(observed.original, work)


def _nowhere(change: Change) -> None:
    """A place in the sources is of no use here."""
