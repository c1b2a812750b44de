"""Trash: what migrations dropped, brought back or removed for good."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.engine import Connection

from toolkit.answers import TrashChange, TrashContents, TrashEntry
from toolkit.backends.register import backend_of
from toolkit.backends.running import habits_of
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import Entry, Trash
from toolkit.backends.trash.naming import Naming
from toolkit.backends.trash.register import trash_of
from toolkit.errors import CommandRefused
from toolkit.events import CameBack, Listener
from toolkit.execution.journal.records import Trashed
from toolkit.execution.journal.trashed import load_trash, take_from_trash
from toolkit.execution.passing import send_step
from toolkit.settings import Settings
from toolkit.workflows.opening import open_project
from toolkit.workflows.visiting import Visited, visit

_AGE = re.compile(r"(\d+)\s*(s|m|h|d|w)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_SHORT_ID = 8


def list_trash(settings: Settings, names: Sequence[str]) -> TrashContents:
    """What is in the trash of the project's databases; with ``names``, only those. Raises a TkError."""

    def read(connection: Connection, visited: Visited) -> list[TrashEntry]:
        return [_told(connection, entry, visited) for entry in _chosen(connection, visited, names)]

    with open_project(settings, "current", check_heads=False, verbose=settings.verbose) as project:
        return TrashContents(entries=tuple(entry for each in visit(project, read) for entry in each))


def restore_trash(settings: Settings, names: Sequence[str], new_name: str | None, tell: Listener) -> TrashChange:
    """Bring things back, under their own names or under ``new_name``. Raises a TkError."""
    if not names or (new_name is not None and len(names) != 1):
        raise CommandRefused(
            "Say what to restore." if not names else "--as names one thing, and several were asked for.",
            mend="`tk trash list` shows the ids: `tk trash restore ID`, or `tk trash restore ID --as NAME`.",
        )
    notes: list[str] = []

    def bring_back(connection: Connection, visited: Visited) -> list[TrashEntry]:
        told = []
        for entry in _chosen(connection, visited, names):
            told.append(_told(connection, entry, visited))
            _restore(connection, visited, entry, new_name, tell, notes)
        return told

    with open_project(settings, "current", check_heads=False, verbose=settings.verbose) as project:
        entries = tuple(entry for each in visit(project, bring_back, tell) for entry in each)
    _refuse_nothing(entries, names)
    return TrashChange(verb="restored", entries=entries, notes=tuple(notes))


def purge_trash(
    settings: Settings, names: Sequence[str], older_than: str | None, agreed: Callable[[str], bool], tell: Listener
) -> TrashChange:
    """Remove things for good: those of ``names``, or all that are older. Raises a TkError."""
    if not names and older_than is None:
        raise CommandRefused(
            "Say what to purge.",
            mend="By age: `tk trash purge --older-than 30d`. Or by id: `tk trash purge ID`.",
        )
    limit = None if older_than is None else _limit(older_than)

    def purge(connection: Connection, visited: Visited) -> list[TrashEntry]:
        chosen = [entry for entry in _chosen(connection, visited, names) if limit is None or entry.since < limit]
        told = [_told(connection, entry, visited) for entry in chosen]
        if told and not agreed(_question(told)):
            raise CommandRefused(
                f"Nothing was purged: {len(told)} in the trash of {visited.place.database} would be gone for good.",
                mend="Look at them with `tk trash list`, then answer yes, or run it with `--yes`.",
            )
        for entry in chosen:
            _purge(connection, visited, entry)
        return told

    with open_project(settings, "current", check_heads=False, verbose=settings.verbose) as project:
        entries = tuple(entry for each in visit(project, purge, tell) for entry in each)
    if names:
        _refuse_nothing(entries, names)
    return TrashChange(verb="purged", entries=entries)


def _chosen(connection: Connection, visited: Visited, names: Sequence[str]) -> list[Trashed]:
    journal = visited.journal
    if not journal.is_there(connection):
        return []
    entries = load_trash(connection, journal.tables)
    if not entries or not names:
        return list(entries)
    naming = _trash(connection).naming(connection)
    return [entry for entry in entries if any(_is_called(entry, name, naming) for name in names)]


def _is_called(entry: Trashed, name: str, naming: Naming) -> bool:
    said = Name(schema=entry.schema, name=entry.table)
    if any(naming.means(name, table, entry.column) for table in (said, entry.home)):
        return True
    return name == entry.kept or (len(name) >= _SHORT_ID and entry.id.startswith(name))


def _told(connection: Connection, entry: Trashed, visited: Visited) -> TrashEntry:
    rows, size = _trash(connection).size(connection, _entry(entry))
    return TrashEntry(
        id=entry.id[:_SHORT_ID],
        what=str(entry),
        database=visited.place.database,
        since=entry.since,
        revision=entry.revision,
        direction=entry.direction,
        kept=entry.kept,
        rows=rows,
        bytes=size,
    )


def _restore(
    connection: Connection,
    visited: Visited,
    entry: Trashed,
    new_name: str | None,
    tell: Listener,
    notes: list[str],
) -> None:
    trash = _trash(connection)
    wanted = _renamed(_located(trash, connection, entry), new_name)
    if trash.exists(connection, wanted.table, wanted.column):
        raise CommandRefused(
            f"{entry} cannot come back: there is another one of that name.",
            where=visited.place.url,
            mend=f"Rename or drop that one, or restore under another name: `tk trash restore {entry.id[:_SHORT_ID]} "
            "--as NAME`. Both are as they were.",
        )
    came = (
        trash.return_table(connection, wanted) if entry.column is None else trash.return_column(connection, wanted, "")
    )
    _begin(connection)
    for step in came.steps:
        send_step(connection, step)
    _strike_out(connection, visited, entry, "restored")
    notes += came.notes
    tell(CameBack(what=str(entry), notes=came.notes))


def _located(trash: Trash, connection: Connection, entry: Trashed) -> Entry:
    """Where it is now: a column's table may have another name than it had."""
    known = _entry(entry)
    table = trash.find(connection, known)
    if table is None:
        raise CommandRefused(f"{entry} is not in the trash any more: {entry.kept} is gone.")
    return known if entry.column is None else replace(known, table=table)


def _renamed(entry: Entry, new_name: str | None) -> Entry:
    if new_name is None:
        return entry
    if entry.column is None:
        return replace(entry, table=Name(schema=entry.table.schema, name=new_name))
    return replace(entry, column=new_name)


def _purge(connection: Connection, visited: Visited, entry: Trashed) -> None:
    trash = _trash(connection)
    _begin(connection)
    if trash.find(connection, _entry(entry)) is not None:
        for step in trash.purge(connection, _entry(entry)):
            send_step(connection, step)
    _strike_out(connection, visited, entry, "purged")


def _strike_out(connection: Connection, visited: Visited, entry: Trashed, left: str) -> None:
    take_from_trash(connection, visited.journal.tables, [entry.id], left)
    if habits_of(backend_of(connection.dialect).name).commits_definitions:
        # What was done to the table is committed, whatever becomes of the next one.
        send_step(connection, "COMMIT")


def _begin(connection: Connection) -> None:
    begin = habits_of(backend_of(connection.dialect).name).needs_begin
    if begin is not None and not getattr(connection.connection.driver_connection, "in_transaction", False):
        send_step(connection, begin)


def _trash(connection: Connection) -> Trash:
    trash = trash_of(backend_of(connection.dialect).name)
    assert trash is not None, "there is an entry, so there is a trash"
    return trash


def _entry(entry: Trashed) -> Entry:
    table = Name(schema=entry.schema, name=entry.table)
    return Entry(table=table, column=entry.column, kept=entry.kept, record=entry.record)


def _limit(age: str) -> str:
    found = _AGE.fullmatch(age.strip())
    if found is None:
        raise CommandRefused(f"--older-than {age} is no age.", mend="Write a number with s, m, h, d or w: `30d`.")
    try:
        limit = datetime.now(UTC) - timedelta(**{_UNITS[found[2]]: int(found[1])})
    except OverflowError:
        return ""  # nothing is older than the calendar
    return limit.isoformat(timespec="milliseconds")


def _question(entries: Sequence[TrashEntry]) -> str:
    return f"Remove for good {', '.join(entry.what for entry in entries)}?"


def _refuse_nothing(entries: Sequence[TrashEntry], names: Sequence[str]) -> None:
    if not entries:
        raise CommandRefused(
            f"Nothing in the trash is called {', '.join(names)}.", mend="`tk trash list` shows what is there."
        )
