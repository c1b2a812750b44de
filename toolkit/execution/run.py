"""One run on one database: its turn, its journal, and what of an earlier run it goes on with."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection, Engine

from toolkit.backends.register import backend_of
from toolkit.backends.running import habits_of
from toolkit.backends.sessions.base import Hold, Sessions
from toolkit.backends.sql.reading import read
from toolkit.errors import RunInterrupted
from toolkit.events import Listener, RunResumed
from toolkit.execution.certainty import Certainty
from toolkit.execution.files import digest_of_file, digests_of_files
from toolkit.execution.half import applied_at, half_applied
from toolkit.execution.intention import Intention
from toolkit.execution.journal.journal import Journal, now
from toolkit.execution.journal.records import OpenRun, Record, Sort, State
from toolkit.execution.patience import Patience
from toolkit.execution.replay import Replay
from toolkit.execution.sender import Sender
from toolkit.execution.stopping import Stopping
from toolkit.execution.trash import Keeper
from toolkit.execution.turn import is_alive_here, this_runner, written_process

RELATIVE = re.compile(r"(?:.*@)?[+-]\d+")


@dataclass(kw_only=True)
class Run:
    """Made by ``begin`` when env.py has configured Alembic, before anything runs."""

    context: MigrationContext
    connection: Connection
    intention: Intention
    sessions: Sessions
    journal: Journal
    has_journal: bool
    hold: Hold
    open: OpenRun | None
    records: dict[str, list[Record]]
    keeper: Keeper | None
    patience: Patience
    stopping: Stopping
    tell: Listener
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    sender: Sender | None = None
    steps: list[Any] = field(default_factory=list)
    before: tuple[str, ...] = ()
    replay: Replay | None = None
    """Of the revision that runs, or ran last."""
    is_ended: bool = False
    """Whether its end is in the journal."""
    engine: Engine = field(init=False)
    _is_over: bool = False

    def __post_init__(self) -> None:
        self.engine = self.connection.engine

    @property
    def is_journalled(self) -> bool:
        """Whether the journal tells of it: it runs revisions."""
        return bool(self.steps) and self.intention.command != "stamp"

    def give_up_turn(self) -> None:
        """Let the next one have it; once. A connection that is lost has given it up already."""
        if not self._is_over:
            self._is_over = True
            with suppress(Exception):
                self.hold.release()

    def close(self) -> None:
        """Nothing more is sent in it."""
        self.give_up_turn()
        if self.patience.watchdog is not None:
            self.patience.watchdog.close()

    def choose_steps(self) -> Sequence[Any]:
        """Alembic's steps for this database: those of an interrupted run where this command goes on with it."""
        heads = self.context.get_current_heads()
        self.before = tuple(heads)
        if self.intention.command == "stamp":
            return self.steps
        self._settle()
        found = self._steps_of_interrupted(heads)
        steps = self.intention.find_steps(heads) if found is None else found
        half = self.half_applied(heads)
        first = _revision(steps[0]) if steps else None
        if half is not None and half != first:
            raise _interrupted(half, self.open)
        self.steps = list(steps)
        return self.steps

    def _settle(self) -> None:
        """What was begun last has happened, or it has not; what did not happen leaves nothing to hold against."""
        half = self.half_applied(self.before)
        backend = backend_of(self.connection.dialect).name
        if self.open is None or half is None or not habits_of(backend).commits_definitions:
            return
        records, certainty = self.records[half], Certainty(backend)
        while records and records[-1].is_open:
            last = records.pop()
            if last.state is State.BEGUN and certainty.happened(self.connection, last):
                self.journal.set_state(self.connection, self.open.id, half, last.number, State.DONE)
                records.append(replace(last, state=State.DONE))
            else:
                self.journal.forget(self.connection, self.open.id, half, last.number)
        if not Replay(half, records).has_lasting:
            self.journal.forget(self.connection, self.open.id, half)
            del self.records[half]
        elif self.intention.resume_from is None:
            from toolkit.execution.between import refuse_changed

            refuse_changed(self.connection, backend, half, records)

    def _steps_of_interrupted(self, heads: Sequence[str]) -> list[Any] | None:
        """A relative target means what it meant when the run began, so that it goes no step further."""
        run, intention = self.open, self.intention
        if run is None or (run.command, run.target) != (intention.command, intention.target):
            return None
        if not RELATIVE.fullmatch(run.target) or is_alive_here(run.process):
            return None
        script = self.context.script
        assert script is not None
        applied = applied_at(script, heads)
        steps = intention.find_steps(run.before)
        return [step for step in steps if (step.revision.revision in applied) is not step.is_upgrade]

    def half_applied(self, heads: Sequence[str]) -> str | None:
        """The revision that an interrupted run left in the middle."""
        return None if self.open is None else half_applied(self.context, self.open, self.records, heads)

    def start(self) -> None:
        """Write into the journal that a run begins or goes on; nothing where there is nothing to do."""
        if not self.is_journalled:
            self._close_open()
            return
        going_on = self.open is not None and self._goes_on()
        if not going_on:
            self._close_open()
        if not self.has_journal:
            self.journal.make(self.connection)
        runner = this_runner()
        self.journal.begin(self.connection, self._row(runner, going_on=going_on))
        half = self.half_applied(self.before)
        revision = _revision(self.steps[0]) if going_on else None
        if going_on and self.open is not None:
            self.id = self.open.id
            done = [r for r in self.records.get(revision or "", []) if r.sort in (Sort.CHANGE, Sort.DEFINITION)]
            statements = sum(record.count for record in done)
            self.tell(RunResumed(revision=revision if done else None, statements=statements, since=self.open.started))
        elif self.records:
            self.records = {}
        revisions = [revision for step in self.steps if (revision := _revision(step)) is not None]
        files = digests_of_files(self._script, revisions)
        self.journal.note_files(self.connection, self.id, files, half if going_on else None)
        self._learn_what_was_made()

    def _goes_on(self) -> bool:
        assert self.open is not None
        return self.open.command == self.intention.command

    def _row(self, runner: Any, *, going_on: bool) -> OpenRun:
        row = OpenRun(
            id=self.id,
            command=self.intention.command,
            target=self.intention.target,
            before=self.before,
            started=now(),
            os_user=runner.os_user,
            host=runner.host,
            process=written_process(runner.process),
            session=self.sessions.id(self.connection),
            attempts=1,
            note=self.intention.note,
        )
        if going_on and self.open is not None:
            # What was accepted for an earlier attempt may have let it do what is done.
            known = self.open.note
            note = known if row.note in known else "; ".join(filter(None, (known, row.note)))
            return replace(row, id=self.open.id, attempts=self.open.attempts + 1, note=note)
        return row

    def _close_open(self) -> None:
        if self.open is None:
            return
        outcome = "stopped" if self.half_applied(self.before) is None else "abandoned"
        if not self.steps and (self.open.command, self.open.target) == (self.intention.command, self.intention.target):
            outcome = "finished"
        self.journal.end(self.connection, self.open.id, outcome, self.before, [])
        self.open, self.records = None, {}

    def _learn_what_was_made(self) -> None:
        """What earlier attempts of this run made, it may drop for real."""
        if self.keeper is None:
            return
        backend = backend_of(self.connection.dialect).name
        for records in self.records.values():
            for record in records:
                texts = json.loads(record.answer) if record.sort is Sort.REVISION and record.answer else [record.text]
                for text in texts if record.sort in (Sort.REVISION, Sort.DEFINITION) else []:
                    for statement in read(text, backend):
                        self.keeper.note(statement.effects, None)

    def replay_of(self, revision: str) -> Replay:
        """What the journal has of a revision that is about to run."""
        records = self.records.pop(revision, [])
        resume = self.intention.resume_from if records else None
        self.replay = Replay(
            revision,
            records,
            after=self._last_number(),
            done_before=resume,
            file=digest_of_file(self._script, revision) if records else None,
        )
        return self.replay

    @property
    def _script(self) -> ScriptDirectory:
        assert self.context.script is not None
        return self.context.script

    def _last_number(self) -> int:
        before = 0 if self.replay is None else self.replay.last_number
        return max(before, *(record.number for records in self.records.values() for record in records), 0)


def _revision(step: Any) -> str | None:
    revision = getattr(step, "revision", None)
    return None if revision is None else str(revision.revision)


def _interrupted(revision: str, run: OpenRun | None) -> RunInterrupted:
    assert run is not None
    command = {"upgrade": "migrate"}.get(run.command, run.command)
    return RunInterrupted(
        f"`tk {command} {run.target}` of {run.started} stopped in the middle of {revision}.",
        why=f"It was started by {run.os_user} on {run.host}, and this command does not begin with that revision.",
        mend=f"Finish it: `tk {command} {run.target}`. Or go back to the state before it: `tk {command} --abandon`.",
        state="Nothing was changed now; `tk status` tells what of the revision is in the database.",
    )
