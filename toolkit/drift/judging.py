"""Which differences between the schemas are told, and as what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from toolkit.catalog.comparison import Change, Verdict, compare
from toolkit.catalog.relative import relative
from toolkit.catalog.values import Catalog, Unseen
from toolkit.drift.findings.changed_database import changed_database
from toolkit.drift.findings.missing_revision import missing_revision
from toolkit.drift.findings.unmanaged_object import unmanaged_object
from toolkit.drift.modelled import beyond_models, concerning_models
from toolkit.drift.naming import without_repetitions
from toolkit.drift.selecting import Selection
from toolkit.drift.words import kind, subject
from toolkit.finding import Finding, Location

_WHOLE = frozenset(
    {"table", "view", "trigger", "sequence", "enum type", "domain", "composite type", "routine", "extension", "schema"}
)
"""Kinds of objects that stand for themselves."""
Locate = Callable[[Change], Location | None]


@dataclass(frozen=True, kw_only=True)
class Judge:
    """Compares the schemas of one database. ``ignore`` holds patterns of subjects or names."""

    selection: Selection
    database: str
    ignore: Sequence[str]
    locate: Locate
    has_history: bool = True
    """Without one, the live database stands for what revisions would make."""
    is_relative: bool = False
    """Whether the schema of the revisions comes from another database, whose defaults may be others."""
    refused: frozenset[str] = frozenset()
    """The names of what the server refused to create of the models, which is told as such."""

    def compared(
        self, *, head: Catalog | None, own: Catalog | None, models: Catalog | None, live: Catalog | None
    ) -> Iterator[Finding]:
        """Every difference, once. What models and live database have in common is a missing revision."""
        ahead = self.against_models(head if self.has_history else live, models)
        drifted = self._drifted(head, own, models, live) if self.has_history else []
        source = "The models" if own is None and head is None else "The revisions"
        both = {*ahead} & {*drifted}
        for change in ahead:
            yield missing_revision(change, applied=change in both, database=self.database, location=self.locate(change))
        for change in drifted:
            if change in both:
                continue
            if change.verdict is Verdict.UNEXPECTED and change.kind in _WHOLE:
                yield unmanaged_object(change, database=self.database)
            else:
                yield changed_database(change, source=source, database=self.database, location=self.locate(change))

    def _drifted(
        self, head: Catalog | None, own: Catalog | None, models: Catalog | None, live: Catalog | None
    ) -> list[Change]:
        if own is not None or head is not None:
            return self._changes(own, live)
        # What the history makes is not known: the models are all there is to compare with.
        return [_turned(change) for change in self.against_models(live, models)]

    def against_models(self, schema: Catalog | None, models: Catalog | None) -> list[Change]:
        """What leads from a schema to the models."""
        changes = concerning_models(self._changes(schema, models), self.selection)
        return [change for change in without_repetitions(changes, schema) if not self._is_refused(change)]

    def beyond_models(self, schema: Catalog, models: Catalog) -> list[Change]:
        """What of a schema no model declares, of kinds that no class stands for."""
        return beyond_models(self._changes(schema, models))

    def _is_refused(self, change: Change) -> bool:
        return change.verdict is Verdict.MISSING and change.name in self.refused

    def _changes(self, expected: Catalog | None, found: Catalog | None) -> list[Change]:
        if expected is None or found is None or expected is found:
            return []
        sides = [self.selection.of(catalog) for catalog in (expected, found)]
        changes = compare(*(map(relative, sides) if self.is_relative else sides))
        unseen = (*expected.unseen, *found.unseen)
        return [change for change in changes if not self._is_ignored(change) and not _is_unseen(change, unseen)]

    def _is_ignored(self, change: Change) -> bool:
        told = subject(change)
        path = told.removeprefix(f"{kind(change)} ")
        names = {told, path, change.name, f"{change.kind} {path}"}
        if change.owner:
            table = ".".join(part for part in (change.schema, change.owner) if part)
            names |= {table, f"table {table}"}
        return any(fnmatchcase(name, pattern) for pattern in self.ignore for name in names)


def _turned(change: Change) -> Change:
    """The same, seen from the other side."""
    verdicts = {Verdict.MISSING: Verdict.UNEXPECTED, Verdict.UNEXPECTED: Verdict.MISSING}
    verdict = verdicts.get(change.verdict, change.verdict)
    return replace(change, verdict=verdict, expected=change.found, found=change.expected)


def _is_unseen(change: Change, unseen: Sequence[Unseen]) -> bool:
    """What is there was seen; what is not, or is otherwise, may only not have been."""
    if change.verdict is Verdict.UNEXPECTED:
        return False
    names = (change.name, change.owner)
    return any(
        fnmatchcase(change.kind, gap.kind)
        and (gap.name == "*" or gap.name in names)
        and (gap.facet in ("*", change.facet or "-"))
        for gap in unseen
    )
