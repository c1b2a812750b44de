"""Reads and writes the journal over the connection that migrates, so that a row commits with what it tells."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from toolkit.backends.journal import LAYOUT, Tables, has_table, journal_tables, make_tables
from toolkit.errors import JournalUnusable
from toolkit.execution.journal.inserting import Inserting
from toolkit.execution.journal.records import OpenRun, Record, Sort, State, Worked

OPEN = "open"
_REMEMBERED = 20
"""Runs of which it is known how fast they were."""


class Journal:
    """The journal of one database, for the histories of one version table."""

    def __init__(self, schema: str | None, version_table: str) -> None:
        self.tables: Tables = journal_tables(schema)
        self._version_table = version_table
        self._statements = Inserting(self.tables.statements)

    def is_there(self, connection: Connection) -> bool:
        """Whether its tables are there, in a layout that this tk knows. Raises JournalUnusable."""
        if not has_table(connection, self.tables.journal):
            return False
        layout = connection.scalar(select(self.tables.journal.c.layout))
        if layout is not None and layout > LAYOUT:
            raise JournalUnusable(
                f"The journal in this database has layout {layout}, and this tk knows {LAYOUT}.",
                why="A newer tk has run here.",
                mend="Install that version: `pip install --upgrade tk-migrate`. Nothing was changed.",
            )
        return layout == LAYOUT

    def make(self, connection: Connection) -> None:
        """Create the tables where they are missing."""
        make_tables(connection, self.tables)
        if connection.scalar(select(self.tables.journal.c.layout)) is None:
            connection.execute(insert(self.tables.journal), {"layout": LAYOUT})

    def open_run(self, connection: Connection) -> OpenRun | None:
        """The run that was not seen to end."""
        runs = self.tables.runs
        found = select(runs).where(runs.c.version_table == self._version_table, runs.c.outcome == OPEN)
        row = connection.execute(found.order_by(runs.c.started.desc())).mappings().first()
        if row is None:
            return None
        return OpenRun(
            before=tuple(json.loads(row["before"])),
            note=row["note"] or "",
            **{
                name: row[name]
                for name in ("id", "command", "target", "started", "os_user", "host", "process", "session", "attempts")
            },
        )

    def begin(self, connection: Connection, run: OpenRun) -> None:
        """Note that a run begins, or goes on."""
        runs = self.tables.runs
        values = {
            "session": run.session,
            "process": run.process,
            "host": run.host,
            "os_user": run.os_user,
            "attempts": run.attempts,
            **({"note": run.note[:4000]} if run.note else {}),
        }
        if run.attempts > 1:
            connection.execute(update(runs).where(runs.c.id == run.id).values(**values))
            return
        own = {"id": run.id, "command": run.command, "target": run.target, "started": run.started}
        row = {"version_table": self._version_table, "before": json.dumps(run.before), "outcome": OPEN, **own, **values}
        connection.execute(insert(runs), row)

    def end(
        self, connection: Connection, run: str, outcome: str, after: Iterable[str], revisions: Sequence[Any]
    ) -> None:
        """Note how a run ended. What it sent is not needed any more."""
        runs, statements = self.tables.runs, self.tables.statements
        values = {
            "outcome": outcome,
            "after": json.dumps(sorted(after)),
            "finished": now(),
            "revisions": json.dumps(revisions),
        }
        connection.execute(update(runs).where(runs.c.id == run).values(**values))
        connection.execute(delete(statements).where(statements.c.run == run))

    def worked(self, connection: Connection) -> list[Worked]:
        """How fast the server worked in the last runs."""
        runs = self.tables.runs
        found = select(runs.c.revisions).where(runs.c.revisions.like('%"worked"%')).order_by(runs.c.started.desc())
        told = connection.scalars(found.limit(_REMEMBERED)).all()
        revisions = [revision for text in told for revision in json.loads(text)]
        return [Worked(**piece) for revision in revisions for piece in revision.get("worked", ())]

    def note_files(self, connection: Connection, run: str, digests: Mapping[str, str], half: str | None) -> None:
        """Write down the files that are about to run, in the place of what was known of all but the ``half`` done."""
        statements = self.tables.statements
        known = delete(statements).where(statements.c.run == run, statements.c.kind == Sort.FILE.value)
        connection.execute(known if half is None else known.where(statements.c.revision != half))
        files = {
            revision: Record(number=0, sort=Sort.FILE, state=State.DONE, text=revision, digest=digest)
            for revision, digest in digests.items()
            if revision != half
        }
        if files:
            self._statements.send(connection, [_row(record, run, revision) for revision, record in files.items()])

    def records(self, connection: Connection, run: str) -> dict[str, list[Record]]:
        """What the run has sent, by revision, in order; nothing of a revision of which only the file is known."""
        statements = self.tables.statements
        found: dict[str, list[Record]] = {}
        ordered = select(statements).where(statements.c.run == run).order_by(statements.c.number)
        for row in connection.execute(ordered).mappings():
            found.setdefault(row["revision"], []).append(_record(row))
        return {
            revision: _settled(records)
            for revision, records in found.items()
            if any(record.sort is not Sort.FILE for record in records)
        }

    def add(self, connection: Connection, run: str, revision: str, records: Iterable[Record]) -> None:
        """Write rows, in the transaction that is open."""
        rows = [_row(record, run, revision) for record in records]
        if rows:
            self._statements.send(connection, rows)

    def forget(self, connection: Connection, run: str, revision: str, number: int | None = None) -> None:
        """Remove the row of a statement that did not happen, or all of a revision of which nothing did."""
        statements = self.tables.statements
        gone = delete(statements).where(statements.c.run == run, statements.c.revision == revision)
        connection.execute(gone if number is None else gone.where(statements.c.number == number))

    def set_state(self, connection: Connection, run: str, revision: str, number: int, state: State) -> None:
        """Correct what is certain of one row."""
        statements = self.tables.statements
        where = (statements.c.run == run, statements.c.revision == revision, statements.c.number == number)
        connection.execute(update(statements).where(*where).values(state=state.value))


def now(timespec: str = "milliseconds") -> str:
    """The present time, UTC, as the journal writes it."""
    return datetime.now(UTC).isoformat(timespec=timespec)


def _record(row: Any) -> Record:
    return Record(
        number=row["number"],
        sort=Sort(row["kind"]),
        state=State(row["state"]),
        **{name: row[name] for name in ("text", "digest", "count", "answer", "before", "steps")},
    )


def _row(record: Record, run: str, revision: str) -> dict[str, Any]:
    own = {name: getattr(record, name) for name in ("number", "text", "digest", "count", "answer", "before", "steps")}
    return {"run": run, "revision": revision, "kind": record.sort.value, "state": record.state.value, **own}


def _settled(records: list[Record]) -> list[Record]:
    """What was begun before another one was sent is done."""
    last = len(records) - 1
    return [
        replace(record, state=State.DONE) if record.state is State.BEGUN and index < last else record
        for index, record in enumerate(records)
    ]
