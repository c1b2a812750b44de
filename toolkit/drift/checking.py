"""The check of one database: gather the schemas, compare them, and say what could not be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from toolkit.answers import CheckedDatabase
from toolkit.catalog.reading import Snapshot
from toolkit.catalog.values import Catalog
from toolkit.drift import modelling
from toolkit.drift.committed import Committed
from toolkit.drift.expecting import Expected, Expecting, Trouble
from toolkit.drift.findings.pending_revisions import pending_revisions
from toolkit.drift.findings.uncreatable_models import uncreatable_models
from toolkit.drift.findings.unread_catalog import unread_catalog
from toolkit.drift.findings.unreplayable_history import unreplayable_history
from toolkit.drift.judging import Judge
from toolkit.drift.locating import Locator
from toolkit.drift.selecting import Selection
from toolkit.drift.sending import Uncreatable
from toolkit.errors import ShadowUnavailable
from toolkit.finding import Finding
from toolkit.rehearsal.confining import Unreplayable


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What to compare with the revisions."""

    models: bool
    live: bool
    migrations: bool
    """Whether the history itself is in order: pending revisions, heads, the snapshot."""


class Checking:
    """One database, checked once."""

    def __init__(self, expecting: Expecting, parts: Parts) -> None:
        self._expecting, self._parts = expecting, parts
        self._project, self._observed, self._files = expecting.project, expecting.observed, expecting.files
        self._locator = Locator(expecting.project)
        self._committed = Committed(expecting.project, expecting.observed, expecting.files)

    def findings(self) -> Iterator[Finding]:
        """Everything that a person should know, the history first."""
        if self._parts.migrations:
            yield from self._pending()
            yield from self._committed.stale()
        expected = self._expected
        yield from self._troubles(expected.troubles)
        live = self._live
        judge = Judge(
            selection=Selection(self._observed),
            database=self._observed.place.url,
            ignore=self._project.settings.ignore,
            locate=self._locator.of,
            has_history=bool(self._files.heads),
            is_relative=self._committed.usable is not None,
            refused=_refused(expected.troubles),
        )
        yield from judge.compared(head=expected.head, own=expected.own, models=expected.models, live=live)
        yield from self._unread(live)

    def database(self) -> CheckedDatabase:
        """What was compared."""
        expected = self._expected
        compared = {
            "models": expected.models is not None,
            "migrations": expected.head is not None,
            "live": self._live is not None and (expected.own or expected.models) is not None,
        }
        return CheckedDatabase(
            place=self._observed.place,
            revisions=self._observed.heads,
            compared=tuple(name for name, done in compared.items() if done),
            expected_from=expected.source if expected.head is not None else "the models",
        )

    @property
    def _compares_live(self) -> bool:
        # A database that lacks every revision holds nothing of the project; that it is behind is told.
        return self._parts.live and bool(self._observed.heads or not self._files.heads)

    @property
    def _live(self) -> Catalog | None:
        # Without the schema of its own revisions, a database that is behind can be compared with nothing.
        comparable = self._expected.own is not None or self._expecting.is_at_head()
        return self._observed.live if self._compares_live and comparable else None

    @cached_property
    def _expected(self) -> Expected:
        wants_models = self._parts.models and bool(self._observed.metadata)
        expected = Expected()
        snapshot = self._committed.usable
        if snapshot is not None:
            expected.head = snapshot.catalog
            expected.source = f"the snapshot {self._committed.name}"
            if wants_models and self._agreed_with(snapshot):
                expected.models = snapshot.catalog
        has_history = bool(self._files.heads)
        needs_head = has_history and (wants_models or (self._compares_live and self._expecting.is_at_head()))
        needs_own = has_history and self._compares_live
        found = self._expecting.find(expected, head=needs_head, own=needs_own, models=wants_models)
        has_models = found.models is not None and (found.head is not None or not has_history)
        has_live = self._compares_live and (found.own or found.models) is not None
        if (wants_models or self._compares_live) and not (has_models or has_live):
            self._give_up(found.troubles)
        return found

    def _agreed_with(self, snapshot: Snapshot) -> bool:
        marked = modelling.fingerprint(self._observed)
        return marked is not None and snapshot.heading.get("models") == marked

    def _give_up(self, troubles: Sequence[Trouble]) -> None:
        """Nothing can be compared: what to grant or to set is all that is left to say."""
        for trouble in troubles:
            if isinstance(trouble, ShadowUnavailable):
                raise trouble

    def _pending(self) -> Iterator[Finding]:
        script = self._project.script
        # Alembic's own upgrade hands it the tuple that env.py read, whatever its annotation says.
        steps = script._upgrade_revs("heads", self._observed.heads)  # type: ignore[arg-type]  # see above
        pending = [step.revision.revision for step in steps]
        first = self._locator.of_revision(pending[0]) if pending else None
        yield from pending_revisions(self._observed.heads, pending, self._observed.place.url, first)

    def _troubles(self, troubles: Sequence[Trouble]) -> Iterator[Finding]:
        url = self._observed.place.url
        for trouble in troubles:
            match trouble:
                case Unreplayable():
                    place = self._locator.of_revision(trouble.revision)
                    yield unreplayable_history(trouble.revision, trouble.why, trouble.mend, place)
                case Uncreatable():
                    yield uncreatable_models(trouble.statement, trouble.why, url)
                case ShadowUnavailable():
                    yield unread_catalog(f"Not everything was compared: {trouble.what}", url, trouble.mend)

    def _unread(self, live: Catalog | None) -> Iterator[Finding]:
        url = self._observed.place.url
        for sentence in dict.fromkeys(live.unread if live else ()):
            yield unread_catalog(sentence, url)
        if self._observed.others:
            names = ", ".join(self._observed.others)
            yield unread_catalog(f"The models' tables in other databases were not compared: {names}.", url)


def _refused(troubles: Sequence[Trouble]) -> frozenset[str]:
    return frozenset(name for trouble in troubles if isinstance(trouble, Uncreatable) for name in trouble.names)
