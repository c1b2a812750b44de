"""The schemas that a database is compared with: what its revisions make, and what the models say.

Each is made on a shadow database once, and read from a snapshot or the cache until something it follows from changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from toolkit.catalog.values import Catalog
from toolkit.drift import modelling
from toolkit.drift.history import RevisionFiles
from toolkit.drift.made import Modelled, catalog_of, original_at
from toolkit.drift.sending import Uncreatable
from toolkit.drift.storing import Cache, key_of
from toolkit.errors import ShadowUnavailable
from toolkit.events import Listener
from toolkit.project import Project
from toolkit.rehearsal.aside import output_aside
from toolkit.rehearsal.confining import Unreplayable
from toolkit.rehearsal.observing import Observed
from toolkit.rehearsal.replaying import History
from toolkit.shadow.life import Original, shadow_of, with_shadows_of

Trouble = Unreplayable | Uncreatable | ShadowUnavailable
"""What keeps a schema from being found out."""


@dataclass(kw_only=True)
class Expected:
    """What was found out so far. None: not wanted, or not to be had."""

    head: Catalog | None = None
    """By all revisions."""
    own: Catalog | None = None
    """By the revisions that the live database has."""
    models: Catalog | None = None
    source: str = "the revisions, run on a shadow database"
    troubles: list[Trouble] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Expecting:
    """Finds out what one database is compared with."""

    project: Project
    observed: Observed
    files: RevisionFiles
    cache: Cache
    shadow_url: str | None
    tell: Listener

    def find(self, expected: Expected, *, head: bool, own: bool, models: bool) -> Expected:
        """Fill in what is wanted and missing: from the cache, and what that lacks on a shadow."""
        if own and expected.own is None and self.is_at_head():
            expected.own = expected.head
        wanted = ((head, expected.head), (own, expected.own), (models, expected.models))
        if not any(is_wanted and known is None for is_wanted, known in wanted):
            # The statements of a large project's models take as long to write as its database takes to read.
            return expected
        said = modelling.digests_of(self.observed)
        marked = said.fingerprint if said else None
        of_history = self._history_key(self.files.heads, marked)
        at_own = self._history_key(self.observed.heads, marked)
        if head and expected.head is None:
            expected.head = self._cached(of_history, expected)
        if own and expected.own is None:
            expected.own = expected.head if self.is_at_head() else self._cached(at_own, expected)
        if (head and expected.head is None) or (own and expected.own is None):
            self._try(expected, lambda: self._replay(expected, of_history, at_own, own=own))
        if models and expected.models is None:
            self._find_models(expected, said)
        return expected

    def _find_models(self, expected: Expected, said: modelling.Statements | None) -> None:
        like = expected.head or self.observed.live
        modelled = Modelled(
            observed=self.observed,
            cache=self.cache,
            shadow_url=self.shadow_url,
            given=repr(self.project.settings.arguments),
        )
        self._try(expected, lambda: self._take(expected, modelled.like(like, said)))

    def _take(self, expected: Expected, found: tuple[Catalog, Sequence[Uncreatable]]) -> None:
        expected.models, refused = found
        expected.troubles += refused

    def is_at_head(self) -> bool:
        """Whether the database has every revision."""
        script = self.project.script
        # A head that another one depends on is not written to the version table beside it.
        effective = {head.revision for head in script.get_revisions("heads")}
        return set(self.observed.heads) in (set(self.files.heads), effective)

    def _history_key(self, heads: Sequence[str], marked: str | None) -> str | None:
        # A revision may import the models, and call create_all.
        models = marked if self.observed.metadata else ""
        return self._key("history", self.files.digest, " ".join(sorted(heads)), models)

    def _key(self, *parts: str | None) -> str | None:
        # Revisions and models may read what -x says.
        given = repr(self.project.settings.arguments)
        return key_of(self.observed, self.shadow_url or "", given, *parts)

    def _cached(self, key: str | None, expected: Expected) -> Catalog | None:
        found = self.cache.read(key)
        if found is not None:
            expected.source = "the revisions, as they were run on a shadow database before"
        return found

    def _try(self, expected: Expected, work: Callable[[], None]) -> None:
        try:
            with output_aside(shown=self.project.settings.verbose), self.project.around_environment():
                with_shadows_of(self._original(), work)
        except (Unreplayable, Uncreatable, ShadowUnavailable) as trouble:
            expected.troubles.append(trouble)

    def _replay(self, expected: Expected, of_history: str | None, at_own: str | None, *, own: bool) -> None:
        with shadow_of(self._original()) as shadow:
            history = History(self.project, self.observed, shadow, self.tell)
            history.prepare()
            if own and expected.own is None and not self.is_at_head():
                for head in self.observed.heads:
                    history.upgrade(head)
                expected.own = self._read(shadow)
                self.cache.write(at_own, expected.own)
            history.upgrade("heads")
            expected.head = self._read(shadow)
            self.cache.write(of_history, expected.head)
        if own and expected.own is None:
            expected.own = expected.head

    def _read(self, shadow: Connection) -> Catalog:
        return catalog_of(shadow, self.observed)

    def _original(self) -> Original:
        return original_at(self.observed, self.shadow_url)
