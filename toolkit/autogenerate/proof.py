"""The proof of a revision that was just written: up on a shadow like the live schema, compared, and down again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from alembic.runtime.migration import RevisionStep
from sqlalchemy import Connection

from toolkit.autogenerate.comparing import Compared, differences
from toolkit.autogenerate.generation import Key, Written
from toolkit.backends.copies.register import copies_of
from toolkit.backends.own import without_our_own
from toolkit.backends.sql.values import Name
from toolkit.catalog.alterations import Alteration
from toolkit.catalog.comparison import KINDS, Change, compare
from toolkit.catalog.values import Catalog
from toolkit.drift.made import catalog_of, original_at
from toolkit.events import Event
from toolkit.project import Project
from toolkit.rehearsal.confining import Unreplayable
from toolkit.rehearsal.observing import Observed
from toolkit.rehearsal.replaying import History, only
from toolkit.shadow.life import shadow_of

_NO_MATTER = frozenset({"column_order"})
"""A column that comes back stands last."""
_OF_TABLES = frozenset({"table", "column", "primary key", "unique", "foreign key", "check", "exclusion", "index"})


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What came of one revision on one database."""

    written: Written
    stopped: str | None = None
    """Why it does not run, where it does not."""
    left: tuple[Change, ...] = ()
    """What still differs from the models after it."""
    stopped_back: str | None = None
    """Why the way back does not run."""
    not_back: tuple[Change, ...] = ()
    """What is not as it was after the way back."""
    has_way_back: bool = True
    """Whether there is one to try: the templates of many projects write no ``downgrade()``."""
    not_copied: tuple[str, ...] = ()
    """What of the live schema the shadow did not take, as sentences."""

    @property
    def holds(self) -> bool:
        """It runs, leaves nothing over, and leads back."""
        return not (self.stopped or self.left or self.stopped_back or self.not_back)

    @property
    def doubted(self) -> frozenset[Key]:
        """The tables that it is about; none where that is not known."""
        left = (change for change in self.left if not self.written.is_for_hands(change))
        return frozenset((change.schema, change.owner or change.name) for change in (*left, *self.not_back))


def prove(project: Project, written: Written, revision: str, live: Connection) -> Proof:
    """Run the revision's upgrade and downgrade on a shadow. Raises ShadowUnavailable."""
    copied = _tables(written)
    proof = _proved(project, written, revision, live, copied)
    if copied is not None and (proof.stopped or proof.stopped_back):
        # It may need what only other tables have so far: a type, a sequence, a function.
        return _proved(project, written, revision, live, None)
    return proof


def _proved(
    project: Project, written: Written, revision: str, live: Connection, copied: frozenset[Key] | None
) -> Proof:
    """The same with no more than these tables on the shadow; None for everything."""
    observed, compared = written.compared.observed, written.compared
    with shadow_of(original_at(observed, project.settings.shadow_url)) as shadow:
        not_copied = _furnish(observed, live, shadow, copied)
        script = project.script
        found = script.get_revision(revision)
        # A schema that the revision makes is not there before it.
        schemas = tuple(name for name in observed.schemas if name in compared.live.schemas)
        like_live = replace(observed, keywords=written.keywords, schemas=schemas)
        history = History(project, like_live, shadow, _unheard)
        history.prepare()
        start = catalog_of(shadow, observed)
        proof = Proof(written=written, not_copied=tuple(not_copied))
        up = RevisionStep(script.revision_map, found, is_upgrade=True)
        try:
            history.run(only([up]), revision, stamped=observed.heads)
        except Unreplayable as error:
            return replace(proof, stopped=error.why)
        reached = catalog_of(shadow, observed)
        seen = _Seen(compared=compared, copied=copied)
        left = differences(
            observed, project.settings.ignore, seen.of(reached), seen.of(compared.models), written.refused_names
        )
        proof = replace(proof, left=tuple(change for change in left if not _is_left_out(change, written)))
        if not hasattr(found.module, "downgrade"):
            return replace(proof, has_way_back=False)
        down = RevisionStep(script.revision_map, found, is_upgrade=False)
        try:
            history.run(only([down]), "")
        except Unreplayable as error:
            return replace(proof, stopped_back=error.why)
        return replace(proof, not_back=tuple(_changes(start, catalog_of(shadow, observed), observed)))


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """Which tables take part in the comparison: those that were copied, and those that are new."""

    compared: Compared
    copied: Collection[Key] | None

    def of(self, catalog: Catalog) -> Catalog:
        """The catalog with these alone; all of it where everything was copied."""
        if self.copied is None:
            return catalog
        live = {(table.schema, table.name) for table in self.compared.live.tables}

        def takes_part(table: Any) -> bool:
            key = table.schema, table.name
            return key in (self.copied or ()) or key not in live

        # Nothing but tables changes, and of all else only what these tables need was copied.
        tables = tuple(filter(takes_part, catalog.tables))
        rest: dict[str, Any] = {kind: () for kind in KINDS if kind != "tables"}
        return replace(catalog, tables=tables, **rest)


def _tables(written: Written) -> frozenset[Key] | None:
    """The tables to copy; None for everything, where more than tables changes."""
    kept = written.decided.kept
    if written.compared.renames or any(one.kind not in _OF_TABLES for one in kept):
        return None
    changed = {one.table for one in kept if not (one.kind == "table" and one.is_made)}
    referred = {key for one in kept for key in _referred(one)}
    there = {(table.schema, table.name) for table in written.compared.live.tables}
    return frozenset(changed | (referred & there))


def _referred(part: Alteration) -> Iterator[Key]:
    """The tables that its new foreign keys refer to: without these it could not be made on the shadow."""
    keys = part.after.foreign_keys if part.kind == "table" and part.is_made else ()
    for key in (part.after,) if part.kind == "foreign key" and not part.is_removed else keys:
        yield key.refers_to(part.schema)


def _is_left_out(change: Change, written: Written) -> bool:
    """Whether it was decided that the revision does not have it."""
    return any(one.covers(change) for one in written.decided.left_out)


def _furnish(observed: Observed, live: Connection, shadow: Connection, tables: Collection[Key] | None) -> Sequence[str]:
    """Make the shadow what the live schema is, around these tables."""
    copies = copies_of(observed.place.backend)
    assert copies is not None
    names = None if tables is None else [Name(schema=schema, name=name) for schema, name in tables]
    return copies.apply(shadow, copies.definitions(live, names))


def _changes(start: Catalog, end: Catalog, observed: Observed) -> list[Change]:
    version_table = observed.options.get("version_table") or "alembic_version"
    return [
        change
        for change in compare(without_our_own(start), without_our_own(end))
        if change.facet not in _NO_MATTER and version_table not in (change.owner, change.name)
    ]


def _unheard(event: Event) -> None:
    """The proof is no story of its own."""
