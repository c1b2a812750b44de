"""Which differences between the schemas are told, and as what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from toolkit.catalog.comparison import Change, Verdict, compare
from toolkit.catalog.values import Catalog
from toolkit.drift.findings.changed_database import changed_database
from toolkit.drift.findings.missing_revision import missing_revision
from toolkit.drift.findings.unmanaged_object import unmanaged_object
from toolkit.drift.naming import without_chosen_names
from toolkit.drift.selecting import Selection
from toolkit.drift.words import subject
from toolkit.finding import Finding, Location

# Models are classes: whatever else a schema holds, revisions may make without them.
_NOT_OF_MODELS = frozenset(
    {"view", "trigger", "sequence", "domain", "composite type", "routine", "extension", "schema", "database"}
)
_WHOLE = _NOT_OF_MODELS | {"table", "enum type"}
Locate = Callable[[Change], Location | None]


@dataclass(frozen=True, kw_only=True)
class Judge:
    """Compares the schemas of one database. ``ignore`` holds patterns of subjects or names."""

    selection: Selection
    database: str
    ignore: Sequence[str]
    locate: Locate

    def compared(
        self, *, head: Catalog | None, own: Catalog | None, models: Catalog | None, live: Catalog | None
    ) -> Iterator[Finding]:
        """Every difference, once. What models and live database have in common is a missing revision."""
        ahead = self._models_against(head, models) if head is not None and models is not None else []
        source = "The models" if own is None else "The revisions"
        expected = models if own is None and head is None else own
        drifted = self._changes(expected, live) if expected is not None and live is not None else []
        both = [change for change in ahead if change in drifted]
        for change in ahead:
            yield missing_revision(change, applied=change in both, database=self.database, location=self.locate(change))
        for change in drifted:
            if change in both:
                continue
            if change.verdict is Verdict.UNEXPECTED and change.kind in _WHOLE:
                yield unmanaged_object(change, database=self.database)
            else:
                yield changed_database(change, source=source, database=self.database, location=self.locate(change))

    def _models_against(self, head: Catalog, models: Catalog) -> list[Change]:
        changes = without_chosen_names(self._changes(head, models))
        return [change for change in changes if _concerns_models(change)]

    def _changes(self, expected: Catalog, found: Catalog) -> list[Change]:
        changes = compare(self.selection.of(expected), self.selection.of(found))
        return [change for change in changes if not self._is_ignored(change)]

    def _is_ignored(self, change: Change) -> bool:
        table = ".".join(part for part in (change.schema, change.owner) if part)
        told = subject(change)
        names = {told, told.partition(" ")[2], change.name, table, f"table {table}"}
        return any(fnmatchcase(name, pattern) for pattern in self.ignore for name in names)


def _concerns_models(change: Change) -> bool:
    if change.facet == "column_order":
        # A column that was added later stands last in the database, wherever its class has it.
        return False
    return not (change.verdict is Verdict.MISSING and change.kind in _NOT_OF_MODELS)
