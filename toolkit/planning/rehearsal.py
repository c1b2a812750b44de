"""The pending revisions, run on a copy of the live database's definitions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from alembic.util import CommandError
from sqlalchemy import Connection

from toolkit.backends.catalogs.register import reader_of
from toolkit.backends.copies.base import Copies, Definition
from toolkit.backends.copies.register import copies_of
from toolkit.backends.impacts.register import impacts_of
from toolkit.backends.sql.values import Kind, Name, TableMade
from toolkit.backends.trash.register import trash_of
from toolkit.capacity import TableSize
from toolkit.events import Event, Listener, ReplayFinished, ReplayMoved
from toolkit.execution.exchange import entries_by_id
from toolkit.execution.journal.records import Trashed
from toolkit.finding import Finding
from toolkit.impact import Work
from toolkit.planning.keeping import RehearsingKeeper
from toolkit.planning.rehearser import Rehearser
from toolkit.planning.renaming import Key, LiveNames
from toolkit.planning.rows import LiveRows
from toolkit.planning.seen import Reversal, Seen
from toolkit.project import Project
from toolkit.rehearsal.confining import Unreplayable
from toolkit.rehearsal.observing import Observed
from toolkit.rehearsal.replaying import FindSteps, History, only
from toolkit.shadow.life import Original, shadow_of

if TYPE_CHECKING:
    from toolkit.catalog.values import Catalog


@dataclass(kw_only=True)
class Rehearsed:
    """What came of it."""

    steps: tuple[Any, ...]
    """Alembic's steps, in order."""
    catalogs: list[Catalog]
    """Of the shadow: before, and after each revision; before and after all where the way back is not tried.

    None where nothing that was seen can make rows not fit.
    """
    seen: tuple[Seen, ...] = ()
    stopped: tuple[str, str] | None = None
    """The revision that did not run to its end, and why."""
    reversals: tuple[Reversal, ...] = ()
    unseen: list[str] = field(default_factory=list)
    names: LiveNames = field(default_factory=lambda: LiveNames(()))
    """What the tables and columns of ``after`` are called in the live database."""
    findings: tuple[Finding, ...] = ()
    """What was said of the rows while the shadow was there."""

    @property
    def before(self) -> Catalog:
        """As the live database is now."""
        return self.catalogs[0]

    @property
    def after(self) -> Catalog:
        """As far as the revisions ran."""
        return self.catalogs[-1]


Look = Callable[[Connection, Rehearsed], Iterable[Finding]]
"""Looks at a shadow that is as the revisions leave it, and changes nothing there."""


@dataclass(frozen=True, kw_only=True)
class Script:
    """What is rehearsed."""

    project: Project
    observed: Observed
    find_steps: FindSteps
    target: str
    start: tuple[str, ...]
    """The revisions that the database stands at before."""
    tables: Collection[Name] | None
    """Those to copy; None for all."""
    trash: Sequence[Trashed] = ()
    keeps: bool = True
    """Whether drops go to the trash."""
    tries_back: bool = False
    narrows: bool = True
    """Whether rows may not fit what the revisions make; what is seen of them may still tell it."""
    schemas: Collection[str] = ()
    """Those that it may work in, beside the ones that env.py speaks of."""
    look: Look | None = None
    meanwhile: Callable[[], object] | None = None
    """Done while the server makes the shadow."""

    @property
    def is_from_now(self) -> bool:
        """Whether it begins where the live database stands."""
        return set(self.start) == set(self.observed.heads)

    @cached_property
    def between(self) -> tuple[Any, ...]:
        """The steps from where the live database stands to where it begins; none where that is not ahead."""
        if self.is_from_now or not self.start:
            return ()
        # Alembic takes several, whatever its annotation says.
        start: Any = self.start
        heads: Any = self.observed.heads
        try:
            return tuple(self.project.script._upgrade_revs(start, heads))
        except CommandError:
            # It is on another branch.
            return ()


def rehearse(
    script: Script, live: Connection, original: Original, sizes: Mapping[Key, TableSize], tell: Listener
) -> Rehearsed:
    """Run the revisions on a shadow. Raises ShadowUnavailable; what a revision raises is told in the answer."""
    ready: list[_Ready] = []
    with shadow_of(original, lambda: ready.append(_made_ready(script, live, sizes))) as shadow:
        rehearser = ready[0].rehearser
        unseen = _furnish(script, ready[0].definitions, shadow, tell)
        steps = tuple(script.find_steps(script.start))
        catalogs = [_read(script, shadow)] if script.narrows else []
        rehearsed = Rehearsed(steps=steps, catalogs=catalogs, unseen=unseen)
        history = History(script.project, script.observed, shadow, _unheard)
        try:
            for part, stamped in _parts(script, steps):
                first = steps.index(part[0])
                tell(_moved(part[0], first + 1, len(steps)))
                history.run(only(part), script.target, stage=rehearser, stamped=stamped)
                if script.narrows:
                    rehearsed.catalogs.append(_read(script, shadow))
        except Unreplayable as error:
            rehearsed.stopped = error.revision, error.why
            if script.narrows:
                # What comes before it is done there, and rows may not fit it.
                rehearsed.catalogs.append(_read(script, shadow))
        finally:
            tell(ReplayFinished(seconds=0.0))
        rehearsed.seen = tuple(rehearser.seen)
        rehearsed.unseen += _cut(rehearser.rows)
        if not script.narrows and rehearsed.stopped is None and not all(map(_is_brief, rehearsed.seen)):
            with shadow_of(original) as untouched:
                _furnish(script, _definitions(script, live), untouched, _unheard)
                rehearsed.catalogs += _read(script, untouched), _read(script, shadow)
        rehearsed.names = rehearser.names
        if script.look is not None and rehearsed.catalogs:
            rehearsed.findings = tuple(script.look(shadow, rehearsed))
        if script.tries_back and rehearsed.stopped is None:
            # It compares catalogs, which a run does not.
            from toolkit.planning.reversing import Reversing

            with rehearser.quiet():
                reversing = Reversing(
                    history=history,
                    stage=rehearser,
                    read=lambda: _read(script, shadow),
                    version_table=script.observed.options.get("version_table") or "alembic_version",
                )
                rehearsed.reversals = tuple(reversing.back(steps, rehearsed.catalogs))
        return rehearsed


def _is_brief(seen: Seen) -> bool:
    """Whether the server looked at no row of a table that was there: then it held none against anything."""
    if seen.statement.kind is not Kind.DEFINITION or seen.unknown is not None or seen.refused is not None:
        return False
    is_made = all(isinstance(effect, TableMade) for effect in seen.statement.effects) and bool(seen.statement.effects)
    return all((impact.tables or is_made) and impact.work is Work.NONE for impact in seen.impacts)


def _moved(step: Any, position: int, revisions: int) -> ReplayMoved:
    return ReplayMoved(revision=step.revision.revision, position=position, revisions=revisions, is_kept=False)


def _unheard(event: Event) -> None:
    """A part of the rehearsal is no story of its own."""


def _parts(script: Script, steps: Sequence[Any]) -> Iterator[tuple[Sequence[Any], Sequence[str] | None]]:
    """What is run at once, and where the shadow is stamped before. Where its history was run, it is stamped already."""
    stamped = script.start if script.is_from_now else None
    for part in [[step] for step in steps] if script.tries_back else [steps]:
        yield part, stamped
        stamped = None


@dataclass(frozen=True, kw_only=True)
class _Ready:
    """What a rehearsal needs before there is a shadow."""

    definitions: Sequence[Definition]
    rehearser: Rehearser


def _made_ready(script: Script, live: Connection, sizes: Mapping[Key, TableSize]) -> _Ready:
    ready = _Ready(definitions=_definitions(script, live), rehearser=_rehearser(script, live, sizes))
    if script.meanwhile is not None:
        script.meanwhile()
    return ready


def _definitions(script: Script, live: Connection) -> Sequence[Definition]:
    """None where the history is run instead."""
    if not (script.is_from_now or script.between):
        return ()
    found = _copies(script).definitions(live, script.tables)
    live.rollback()
    return found


def _copies(script: Script) -> Copies:
    copies = copies_of(script.observed.place.backend)
    assert copies is not None
    return copies


def _furnish(script: Script, definitions: Sequence[Definition], shadow: Connection, tell: Listener) -> list[str]:
    """Make the shadow what the database is before the first of the revisions."""
    history = History(script.project, script.observed, shadow, tell)
    if script.is_from_now or script.between:
        refused = _copies(script).apply(shadow, definitions)
        # Schemas come with their tables, and the version table may have none beside it.
        history.prepare()
        if script.between:
            before = History(script.project, script.observed, shadow, _unheard)
            before.run(only(script.between), script.target, stamped=script.observed.heads)
        return [f"Not copied to the shadow: {sentence}" for sentence in refused]
    history.prepare()
    for head in script.start:
        history.upgrade(head)
    return []


def _rehearser(script: Script, live: Connection, sizes: Mapping[Key, TableSize]) -> Rehearser:
    backend = script.observed.place.backend
    impacts, trash, names = impacts_of(backend), trash_of(backend), LiveNames(sizes)
    assert impacts is not None
    keeper = None
    if trash is not None:
        entries = dict(entries_by_id(script.trash))
        filled = {key for key, size in sizes.items() if size.rows > 0}
        keeper = RehearsingKeeper(trash=trash, entries=entries, keeps=script.keeps, names=names, filled=filled)
    return Rehearser(
        backend=backend,
        impacts=impacts,
        keeper=keeper,
        rows=LiveRows(live=live),
        names=names,
        database=script.observed.place.database,
    )


def _read(script: Script, shadow: Connection) -> Catalog:
    read = reader_of(script.observed.place.backend)
    assert read is not None
    catalog = read(shadow, sorted({*script.observed.schemas, *script.schemas}))
    shadow.rollback()
    return catalog


def _cut(rows: LiveRows | None) -> Iterable[str]:
    for sql in rows.cut if rows is not None else ():
        yield f"A question of a revision has more rows than it was given here: {_shortened(sql)}"
    for sql in rows.endless if rows is not None else ():
        yield f"A revision asks until the answer changes, so that how often it does is not known: {_shortened(sql)}"


def _shortened(sql: str) -> str:
    return " ".join(sql.split())[:100]
