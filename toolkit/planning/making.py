"""Makes the plan for one database: sizes from the live one, all else from the rehearsal on a shadow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from toolkit.backends.impacts.register import impacts_of
from toolkit.backends.sessions.register import sessions_of
from toolkit.backends.sql.values import Name
from toolkit.capacity import TableSize
from toolkit.errors import JournalUnusable, ShadowUnavailable
from toolkit.events import Listener
from toolkit.execution.journal.journal import Journal
from toolkit.execution.journal.records import Trashed, Worked
from toolkit.execution.journal.trashed import load_trash
from toolkit.execution.patience import is_wait
from toolkit.impact import Work
from toolkit.plan import PlannedDatabase, PlannedRevision
from toolkit.planning.choosing import may_narrow
from toolkit.planning.durations import Piece, Rates, rates_from
from toolkit.planning.planned import Planner, clauses_of, instant_of, works_of
from toolkit.planning.rehearsal import Look, Rehearsed, Script, rehearse
from toolkit.planning.renaming import Key
from toolkit.planning.stakes import have_rows, named_by, sized, sizes_of
from toolkit.planning.transactions import in_transactions
from toolkit.planning.unfinished import is_unfinished
from toolkit.project import Project
from toolkit.redaction import redact
from toolkit.rehearsal.aside import output_aside
from toolkit.rehearsal.confining import Unreplayable
from toolkit.rehearsal.observing import Observed
from toolkit.rehearsal.replaying import FindSteps
from toolkit.shadow.life import Original, with_shadows_of
from toolkit.shadow.names import as_live

_INTERRUPTED = (
    "A run is open, and the database stands in the middle of a revision, or may: it was not tried on a shadow."
)
_ELSEWHERE = (
    "The plan begins elsewhere than where the database stands, and the revisions before it were to be run on a shadow:"
)


MOST_MEASURED = 3
"""Tables on which it is tried how fast the server works."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a command asks of a plan."""

    target: str
    find_steps: FindSteps
    start: tuple[str, ...] | None = None
    """The revisions that it begins at; None for those that the database stands at."""
    copies_all: bool = True
    """Copy every table; else those that the revision files name, and only where one of them has rows."""
    tries_back: bool = True
    """Try whether the way leads back."""
    keeps: bool = True
    """Whether drops go to the trash."""
    look: Look | None = None
    """What is said of the rows, as long as there is a shadow to try them on."""
    meanwhile: Callable[[], object] | None = None
    """Done while the server makes the shadow, which it takes a while for."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """A plan, and what else the rehearsal told."""

    database: PlannedDatabase
    rehearsed: Rehearsed | None = None
    """None where there was nothing to rehearse, or no shadow to be had."""
    clauses: Mapping[str, str] = field(default_factory=dict)
    """By text, what makes the live server refuse to do more than the shadow did."""
    instant: frozenset[str] = frozenset()
    """Texts that take a moment."""
    works: Mapping[str, Worked] = field(default_factory=dict)
    """By text, what is to be remembered of how long it takes."""

    @property
    def is_harmless(self) -> bool:
        """Whether nobody can be kept waiting and no row can fail to fit: nothing runs, or on tables without rows."""
        return self.rehearsed is None and not self.database.unseen


@dataclass(frozen=True, kw_only=True)
class Making:
    """``live`` is only read; the revisions run on a shadow."""

    project: Project
    observed: Observed
    asked: Asked
    live: Connection
    tell: Listener

    def made(self) -> Made:
        """Whatever could not be found out is told in the plan."""
        database = PlannedDatabase(
            place=self.observed.place,
            before=self._start,
            target=self.asked.target,
            revisions=(),
            one_transaction=self.observed.one_transaction,
        )
        steps = tuple(self.asked.find_steps(self._start))
        if not steps:
            return Made(database=database)
        script, heads = self.project.script, self.observed.heads
        if is_unfinished(self.live, self._journal, script, heads, self.asked.target):
            return _untried(database, steps, _INTERRUPTED)
        try:
            sizes = sizes_of(self.live)
            tables = named_by(steps, sizes)
            if not self.asked.copies_all and not have_rows(self.live, sized(tables, sizes), self._version_table):
                return Made(database=database)
            rehearsed = self._rehearsed(steps, tables, sizes)
        except (ShadowUnavailable, DBAPIError) as trouble:
            if self.live.invalidated:
                raise
            return _untried(database, steps, self._hidden(self._why_not(trouble)))
        except Unreplayable as trouble:
            return _untried(
                database, steps, self._hidden(f"{_ELSEWHERE} {trouble.args[0].rstrip('.')}. {trouble.mend}")
            )
        return self._told(database, rehearsed, sizes)

    @property
    def _version_table(self) -> str:
        return str(self.observed.options.get("version_table") or "alembic_version")

    @property
    def _start(self) -> tuple[str, ...]:
        return self.observed.heads if self.asked.start is None else self.asked.start

    def _rehearsed(self, steps: Sequence[Any], tables: list[Name] | None, sizes: Mapping[Key, TableSize]) -> Rehearsed:
        original = self._at_shadow()
        script = Script(
            project=self.project,
            observed=self.observed,
            find_steps=self.asked.find_steps,
            target=self.asked.target,
            start=self._start,
            tables=None if self.asked.copies_all else tables,
            trash=self._trash(),
            keeps=self.asked.keeps,
            tries_back=self.asked.tries_back,
            narrows=self.asked.copies_all or may_narrow(Path(step.revision.path) for step in steps),
            schemas={table.schema for table in self._meant(tables, sizes) if table.schema is not None},
            look=self.asked.look,
            meanwhile=self.asked.meanwhile,
        )

        def work() -> Rehearsed:
            return rehearse(script, self.live, original, sizes, self.tell)

        with output_aside(shown=self.project.settings.verbose), self.project.around_environment():
            # An asynchronous live database has begun the loop already.
            return work() if self.observed.dialect.is_async else with_shadows_of(original, work)

    def _meant(self, tables: list[Name] | None, sizes: Mapping[Key, TableSize]) -> Sequence[Name]:
        return [Name(schema=schema, name=name) for schema, name in sizes] if tables is None else tables

    def _at_shadow(self) -> Original:
        original = self.observed.original
        if original is None:
            raise ShadowUnavailable(f"tk makes no shadow databases on {self.observed.place.backend}.")
        return original.at(self.project.settings.shadow_url)

    @property
    def _journal(self) -> Journal:
        options = self.observed.options
        return Journal(options.get("version_table_schema"), self._version_table)

    def _trash(self) -> Sequence[Trashed]:
        journal = self._journal
        with suppress(SQLAlchemyError):  # a user who may not read it sees no trash
            if journal.is_there(self.live):
                return load_trash(self.live, journal.tables)
        return ()

    def _told(self, database: PlannedDatabase, rehearsed: Rehearsed, sizes: Mapping[Key, TableSize]) -> Made:
        impacts = impacts_of(self.observed.place.backend)
        assert impacts is not None
        planner = Planner(
            impacts=impacts,
            sizes=sizes,
            backend=self.observed.place.backend,
            hide=self._hidden,
            remembered=self._remembered(),
        )
        planner = replace(planner, measured=self._measured(planner, rehearsed))
        return Made(
            database=replace(
                database,
                revisions=in_transactions(
                    tuple(self._revisions(planner, rehearsed)), planner.backend, is_one=database.one_transaction
                ),
                unseen=tuple(map(self._hidden, (*rehearsed.unseen, *_stopped(rehearsed)))),
            ),
            rehearsed=rehearsed,
            clauses=clauses_of(rehearsed.seen) if self._is_from_now else {},
            instant=instant_of(rehearsed.seen) if self._is_from_now else frozenset(),
            works=works_of(rehearsed.seen, sizes),
        )

    def _why_not(self, trouble: ShadowUnavailable | DBAPIError) -> str:
        if isinstance(trouble, ShadowUnavailable):
            # A server's words have no end of their own.
            why = f"{trouble.why.rstrip('.')}." if trouble.why else None
            told = " ".join(filter(None, [str(trouble), why, trouble.mend]))
            return f"The plan could not be tried on a shadow: {told}"
        said, sessions = " ".join(str(trouble.orig).split()), sessions_of(self.observed.place.backend)
        if sessions is not None and is_wait(sessions, trouble) is not None:
            return f"The plan could not be tried on a shadow while another session locks what it copies: {said}."
        return f"The plan could not be tried on a shadow: {said}."

    def _hidden(self, text: str) -> str:
        """Without passwords, and without the name of a database that nobody knows."""
        return redact(as_live(text, self.observed.place.database), self.project.attempts.secrets)

    def _remembered(self) -> Rates:
        journal = self._journal
        with suppress(SQLAlchemyError, JournalUnusable):
            if journal.is_there(self.live):
                return rates_from([_piece(told) for told in journal.worked(self.live)], "remembered")
        return {}

    def _measured(self, planner: Planner, rehearsed: Rehearsed) -> Mapping[Key, Rates]:
        """The tables that some statement may block for long."""
        original = self._at_shadow()
        if (original.url.host, original.url.port) != (self.observed.engine.url.host, self.observed.engine.url.port):
            # Another server is as fast as it is, and the rows of this one have no business there.
            return {}
        long = planner.long(rehearsed.seen)
        if not long:
            return {}
        # Few plans are worth it.
        from toolkit.planning.measuring import Measuring

        measuring = Measuring(backend=self.observed.place.backend, live=self.live, original=original)
        largest = sorted(long, key=lambda size: size.bytes, reverse=True)[:MOST_MEASURED]
        return {(size.schema, size.name): rates_from(measuring.of(size), "measured") for size in largest}

    @property
    def _is_from_now(self) -> bool:
        return set(self._start) == set(self.observed.heads)

    def _revisions(self, planner: Planner, rehearsed: Rehearsed) -> Iterator[PlannedRevision]:
        backs = {back.revision: back for back in rehearsed.reversals}
        for step in rehearsed.steps:
            revision = step.revision.revision
            back = backs.get(revision)
            yield replace(
                _revision(step),
                statements=planner.statements([seen for seen in rehearsed.seen if seen.revision == revision]),
                is_reversible=None if back is None else back.why_not is None,
                irreversible=None if back is None or back.why_not is None else self._hidden(back.why_not),
            )


def _piece(told: Worked) -> Piece:
    return Piece(work=Work(told.work), algorithm=told.algorithm, bytes=told.bytes, seconds=told.seconds)


def _untried(database: PlannedDatabase, steps: Sequence[Any], why: str) -> Made:
    """The revisions are known, and nothing of what they send."""
    return Made(database=replace(database, revisions=tuple(_revision(step) for step in steps), unseen=(why,)))


def _revision(step: Any) -> PlannedRevision:
    return PlannedRevision(
        revision=step.revision.revision,
        doc=step.revision.doc,
        direction="upgrade" if step.is_upgrade else "downgrade",
        path=str(step.revision.path),
        statements=(),
    )


def _stopped(rehearsed: Rehearsed) -> Iterator[str]:
    if rehearsed.stopped is None or any(seen.refused for seen in rehearsed.seen):
        # A statement that the server refuses is told with the statement.
        return
    revision, why = rehearsed.stopped
    yield f"Revision {revision} could not be tried on a shadow to its end, where tables have no rows: {why}"
