"""The schema that the models make: created on a shadow, once for each state of the models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from toolkit.backends.catalogs.register import reader_of
from toolkit.catalog.values import Catalog
from toolkit.drift.creating import Uncreatable, create
from toolkit.drift.storing import Cache, key_of
from toolkit.errors import ShadowUnavailable
from toolkit.rehearsal.observing import Observed
from toolkit.shadow.life import Original, shadow_of


@dataclass(frozen=True, kw_only=True)
class Modelled:
    """The models of one database, as its server would have them."""

    observed: Observed
    cache: Cache
    shadow_url: str | None
    given: str
    """What -x said: models may read it."""

    def like(self, other: Catalog | None, marked: str | None) -> tuple[Catalog, Sequence[Uncreatable]]:
        """The schema, and what the server refuses of it; with defaults as ``other`` has them.

        ``marked`` is the fingerprint of the models. Raises ShadowUnavailable.
        """
        original = self.observed.original
        defaults = original.shadows.defaults_of(other.tables) if original is not None and other is not None else ()
        key = key_of(self.observed, self.shadow_url or "", self.given, "models", marked, "".join(defaults))
        known = self.cache.read(key)
        if known is not None:
            return known, ()
        with shadow_of(original_at(self.observed, self.shadow_url)) as shadow:
            refused = create(self.observed, shadow, defaults)
            made = catalog_of(shadow, self.observed)
        if not refused:
            self.cache.write(key, made)
        return made, refused


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
