"""What was made of models that the server refuses in part: kept with what it refused, and of which tables."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from toolkit.catalog.values import Catalog
from toolkit.drift.sending import Uncreatable
from toolkit.drift.storing import Cache

Made = tuple[Catalog, Sequence[Uncreatable]]


@dataclass(frozen=True, kw_only=True)
class Refusals:
    """Of one state of the models. The keys are None where nothing can be kept."""

    cache: Cache
    of_models: str | None
    of_refusals: str | None

    def before(self, make: Callable[[Collection[str]], Made]) -> Made | None:
        """The same as then, where the server refuses the same of the tables in question, which ``make`` makes.

        That may have changed without the models: an extension is there, a right was granted.
        """
        noted = self.cache.noted(self.of_refusals)
        known = self.cache.read(self.of_models) if noted else None
        if noted is None or known is None:
            return None
        _, refused = make(noted["tables"])
        return (known, refused) if _told(refused) == noted["refused"] else None

    def keep(self, made: Catalog, refused: Sequence[Uncreatable]) -> None:
        """Unless something was refused that is about no table: it may say anything of any."""
        tables = [one.tables for one in refused]
        if None in tables:
            return
        self.cache.write(self.of_models, made)
        noted = {"tables": sorted({name for names in tables for name in names or ()}), "refused": _told(refused)}
        self.cache.note(self.of_refusals, noted)


def _told(refused: Sequence[Uncreatable]) -> list[list[str]]:
    """What was refused, and for which objects; the reasons may speak of the shadow by its name."""
    # SQLAlchemy creates the indexes of a table in any order.
    return sorted([one.statement, *sorted(one.names)] for one in refused)
