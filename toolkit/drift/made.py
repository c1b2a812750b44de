"""The schema that the models make: created on a shadow, once for each state of the models.

Of models that were created before, only the tables that changed since are created anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from toolkit.backends.catalogs.register import reader_of
from toolkit.backends.own import without_our_own
from toolkit.catalog.values import Catalog
from toolkit.drift.creating import create
from toolkit.drift.modelling import Statements
from toolkit.drift.refusals import Refusals
from toolkit.drift.sending import Uncreatable
from toolkit.drift.storing import Cache, key_of
from toolkit.errors import ShadowUnavailable
from toolkit.rehearsal.observing import Observed
from toolkit.shadow.life import Original, shadow_of

_NEAR = 0.05
"""Of the tables: to keep those few is quicker than to write all anew, at each change of a large schema."""


@dataclass(frozen=True, kw_only=True)
class _Part:
    """What came of making a part anew."""

    catalog: Catalog
    is_near: bool
    """Whether nearly all of it is as it was."""


@dataclass(frozen=True, kw_only=True)
class Modelled:
    """The models of one database, as its server would have them."""

    observed: Observed
    cache: Cache
    shadow_url: str | None
    given: str
    """What -x said: models may read it."""

    def like(self, other: Catalog | None, said: Statements | None) -> tuple[Catalog, Sequence[Uncreatable]]:
        """The schema, and what the server refuses of it; with defaults as ``other`` has them.

        ``said`` are the statements that create the models. Raises ShadowUnavailable.
        """
        original = self.observed.original
        theirs = without_our_own(other).tables if other is not None else ()
        defaults = original.shadows.defaults_of(theirs) if original is not None else ()
        of_all = self._key("models", said.fingerprint if said else None, "".join(defaults))
        of_parts = self._key("tables of models", "".join(defaults))
        known = self.cache.read(of_all)
        if known is not None:
            return known, ()
        refusals = self._refusals(said, defaults)
        before = refusals.before(lambda names: self._made(defaults, _with_referred(names, self.observed), freely=False))
        if before is not None:
            return before
        part = self._in_part(of_parts, said, defaults)
        if part is not None and part.is_near:
            return part.catalog, ()
        made, refused = self._made(defaults) if part is None else (part.catalog, [])
        if not refused:
            self.cache.write(of_all, made)
            if said is not None and not said.rest:
                noted = {"catalog": of_all, "tables": dict(said.tables), "types": dict(said.types)}
                self.cache.note(of_parts, noted)
        else:
            refusals.keep(made, refused)
        return made, refused

    def _refusals(self, said: Statements | None, defaults: Sequence[str]) -> Refusals:
        # Statements that are about no table may say anything of any.
        marked = said.fingerprint if said is not None and not said.rest else None
        keys = [self._key(f"refused, {what}", marked, "".join(defaults)) for what in ("models", "refusals")]
        return Refusals(cache=self.cache, of_models=keys[0], of_refusals=keys[1])

    def _key(self, *parts: str | None) -> str | None:
        return key_of(self.observed, self.shadow_url or "", self.given, *parts)

    def _in_part(self, key: str | None, said: Statements | None, defaults: Sequence[str]) -> _Part | None:
        """What was made before, with the tables that changed since; None where all must be made."""
        noted = self.cache.noted(key)
        if said is None or said.rest or noted is None:
            return None
        before = self.cache.read(noted.get("catalog"))
        changed = {name for name, digest in said.tables.items() if noted["tables"].get(name) != digest}
        if before is None or len(changed) * 2 > len(said.tables):
            return None
        found = self._changed(said, changed, defaults) if changed else replace(before, tables=(), enums=())
        enums = None if found is None else _enums(before, found, said.types, noted["types"])
        if found is None or enums is None:
            return None
        called = _names_of(self.observed)
        tables = [table for table in found.tables if called(table) in changed]
        kept = said.tables.keys() - changed
        tables += [table for table in before.tables if called(table) in kept]
        catalog = replace(before, tables=tuple(sorted(tables, key=_identity)), enums=enums)
        return _Part(catalog=catalog, is_near=len(changed) < len(said.tables) * _NEAR)

    def _changed(self, said: Statements, names: Collection[str], defaults: Sequence[str]) -> Catalog | None:
        """The tables that changed alone; None where the server refuses some of it."""
        texts = (*said.types.values(), *(said.tables[name] for name in sorted(names)))
        key = self._key("changed tables", *texts, "".join(defaults))
        found = self.cache.read(key)
        if found is not None:
            return found
        found, refused = self._made(defaults, names)
        if refused:
            return None
        self.cache.write(key, found)
        return found

    def _made(
        self, defaults: Sequence[str], only: Collection[str] | None = None, *, freely: bool = True
    ) -> tuple[Catalog, list[Uncreatable]]:
        """``freely``: these may refer to tables that are not there, where the server can be told so."""
        original = original_at(self.observed, self.shadow_url)
        if only is not None and freely:
            lets = original.shadows.lets_refer
            only = only if lets is not None else _with_referred(only, self.observed)
            defaults = (*defaults, *(lets or ()))
        with shadow_of(original) as shadow:
            refused = create(self.observed, shadow, defaults, only)
            return catalog_of(shadow, self.observed), refused


def catalog_of(shadow: Connection, observed: Observed) -> Catalog:
    """What a shadow holds."""
    read = reader_of(observed.place.backend)
    assert read is not None
    catalog = read(shadow, observed.schemas)
    shadow.rollback()
    return catalog


def original_at(observed: Observed, shadow_url: str | None) -> Original:
    """What shadows are made like, and where. Raises ShadowUnavailable."""
    if observed.original is None:
        raise ShadowUnavailable(f"tk makes no shadow databases on {observed.place.backend}.")
    return observed.original.at(shadow_url)


def _enums(
    before: Catalog, found: Catalog, types: Mapping[str, str], noted: Mapping[str, str]
) -> tuple[Any, ...] | None:
    """The enumerated types; None where one changed that no table makes which was made anew."""
    made = {f"{enum.schema or ''}.{enum.name}": enum for enum in found.enums}
    old = {f"{enum.schema or ''}.{enum.name}": enum for enum in before.enums}
    same = {name: old[name] for name, text in types.items() if noted.get(name) == text and name in old}
    every = {**same, **made}
    return None if types.keys() - every.keys() else tuple(sorted(every.values(), key=_identity))


def _with_referred(names: Collection[str], observed: Observed) -> frozenset[str]:
    """These tables, and all that they refer to."""
    models = {table.fullname: table for metadata in observed.metadata for table in metadata.tables.values()}
    found: set[str] = set()
    waiting = [*names]
    while waiting:
        name = waiting.pop()
        if name in models and name not in found:
            found.add(name)
            waiting += [key.target_fullname.rpartition(".")[0] for key in models[name].foreign_keys]
    return frozenset(found)


def _names_of(observed: Observed) -> Callable[[Any], str]:
    """Tables of a catalog as the models' statements call them, which may name the default schema."""
    named = {model.fullname for metadata in observed.metadata for model in metadata.tables.values()}
    default = observed.dialect.default_schema_name

    def called(table: Any) -> str:
        if table.schema is not None:
            return f"{table.schema}.{table.name}"
        own = f"{default}.{table.name}"
        return own if table.name not in named and own in named else str(table.name)

    return called


def _identity(value: Any) -> tuple[str, str]:
    return value.schema or "", value.name
