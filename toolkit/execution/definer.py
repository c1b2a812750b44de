"""How a definition is sent that no transaction holds, and what every statement has in common with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.backends.running import Habits, habits_of
from toolkit.backends.sessions.base import Sessions
from toolkit.backends.sql.values import Name, RowsRemoved, Statement
from toolkit.events import CameBack, Listener, RowsRemovedUnbounded
from toolkit.execution.certainty import Certainty
from toolkit.execution.exchange import Exchange, exchange_from
from toolkit.execution.held import refuse_more
from toolkit.execution.journal.journal import Journal
from toolkit.execution.journal.records import Record, Sort, State, Worked
from toolkit.execution.journal.trashed import put_in_trash, take_from_trash
from toolkit.execution.passing import Passing, resend, send_step
from toolkit.execution.patience import Patience
from toolkit.execution.replay import Replay
from toolkit.execution.savepoints import Savepoints
from toolkit.execution.sending import changed_by, is_lost, stepper
from toolkit.execution.trash import Keeper

_TAKEN = (("back", "restored"), ("gone", "rebuilt"))


@dataclass(kw_only=True)
class Definer:
    """Sends what commits by itself: written down before, so that a later attempt can tell whether it happened."""

    journal: Journal
    run: str
    sessions: Sessions
    keeper: Keeper | None
    patience: Patience
    tell: Listener
    backend: str
    replay: Replay = field(default_factory=lambda: Replay("", ()))
    habits: Habits = field(init=False)
    certainty: Certainty = field(init=False)
    clauses: Mapping[str, str] = field(default_factory=dict)
    works: Mapping[str, Worked] = field(default_factory=dict)
    worked: list[tuple[str, Worked]] = field(default_factory=list)
    """By revision, how long those of ``works`` took that were really sent."""
    _made: list[str] = field(default_factory=list)
    """The texts of the definitions of this revision: by them a later attempt knows what the run itself made."""
    _taken: list[tuple[str, str]] = field(default_factory=list)
    _corrected: list[tuple[int, State]] = field(default_factory=list)
    _may_settle: bool = False
    """Whether the open transaction holds nothing but definitions, which would have committed one by one."""
    _has_begun: bool = False
    """Whether a text of the revision's began the transaction that is open, where else each statement commits."""
    _is_told_of_values: bool = False
    _finished: float | None = None
    """How long the function of the revision took, once it has returned."""
    savepoints: Savepoints = field(default_factory=Savepoints)
    is_half_sent: bool = False
    """Whether the last statement that is sent in several steps stopped between two of them."""

    def __post_init__(self) -> None:
        self.habits = habits_of(self.backend)
        self.certainty = Certainty(self.backend)

    def flush(self, connection: Connection) -> None:
        """Write what the journal does not have yet, in the transaction that is about to be committed."""
        self.journal.add(connection, self.run, self.replay.revision, self._unwritten())
        self.replay.written()
        self.savepoints.clear()
        self._finished = None
        self._has_begun = False
        self._may_settle = True
        for number, state in self._corrected:
            self.journal.set_state(connection, self.run, self.replay.revision, number, state)
        self._corrected.clear()
        for entry, left in self._taken:
            take_from_trash(connection, self.journal.tables, [entry], left)
        self._taken.clear()

    def _unwritten(self) -> Sequence[Record]:
        if self._finished is None:
            return self.replay.unwritten
        # Of a revision that is done only what it made is asked again, and each definition that committed says that.
        if self.habits.commits_definitions:
            return ()
        took = json.dumps({"seconds": round(self._finished, 6)})
        return [self.replay.add(Sort.REVISION, took, (), answer=json.dumps(self._made))]

    def _send_definition(
        self, passing: Passing, statement: Statement, send: Callable[[], None], record: Record | None
    ) -> None:
        connection = passing.connection
        exchange = exchange_from(record.steps) if record is not None else self._exchange(connection, statement)
        if exchange is not None and exchange.steps:
            self._send_steps(passing, statement, exchange, record)
        elif exchange is None:
            self._send_alone(passing, statement, send, record)
        else:
            # It is passed over, and another attempt must know that it was sent here.
            if record is None:
                self.replay.add(Sort.DEFINITION, statement.sql, (), steps=json.dumps(asdict(exchange)))
            passing.answer_without_rows()
        self._note(statement, exchange)

    def _send_alone(
        self, passing: Passing, statement: Statement, send: Callable[[], None], record: Record | None
    ) -> None:
        connection = passing.connection
        begun = record if record is not None else self._intend(connection, statement.sql, statement, None)
        sql = self._held_to_plan(statement.sql)
        if sql != statement.sql:
            send = (lambda: resend(passing, sql)) if send is passing.send else stepper(connection, sql)
        try:
            self._send_surely(connection, statement, statement.sql, send)
        except Exception as error:
            self._corrected.append((begun.number, State.FAILED))
            if self.habits.commits_definitions and not is_lost(connection, error):
                with suppress(DBAPIError):  # what was raised first is told
                    self._refused(connection, begun)
            raise

    def _held_to_plan(self, sql: str) -> str:
        """With what makes the server refuse to do more for it than it did on the shadow."""
        clause = self.clauses.get(sql)
        if clause is None:
            return sql
        # Only a run that was planned has clauses.
        from toolkit.backends.impacts.register import impacts_of

        impacts = impacts_of(self.backend)
        return sql if impacts is None else impacts.with_clause(sql, clause)

    def _refused(self, connection: Connection, record: Record) -> None:
        """What was there already must not be taken for what the statement made, if the run ends here."""
        if self.certainty.happened(connection, record):
            self.flush(connection)
            send_step(connection, "COMMIT")

    def _send_steps(self, passing: Passing, statement: Statement, exchange: Exchange, record: Record | None) -> None:
        connection = passing.connection
        first = self._first_step(connection, exchange, record)
        for step in exchange.steps[:first]:
            # What concerns the session is gone with the one that was interrupted.
            if step.startswith("SET SESSION"):
                send_step(connection, step)
        for index, step in enumerate(exchange.steps[first:], start=first):
            if index == 0 and record is None:
                put_in_trash(connection, self.journal.tables, exchange.put)
                self._intend(connection, statement.sql, statement, json.dumps(asdict(exchange)), step=step)
            elif record is None or index > self.replay.begun_steps(record):
                self._intend(connection, step, statement, None, sort=Sort.STEP, step=step)
            self._send_surely(connection, statement, step, stepper(connection, self._held_to_plan(step)))
            self.is_half_sent = index + 1 < len(exchange.steps)
        passing.answer_without_rows()

    def _first_step(self, connection: Connection, exchange: Exchange, record: Record | None) -> int:
        """The first step that is not done."""
        if record is None:
            return 0
        last = self.replay.last_step(record)
        begun = self.replay.begun_steps(record)
        happened = last.state is not State.BEGUN or self.certainty.happened(connection, last)
        return min(begun + (1 if happened else 0), len(exchange.steps))

    def _intend(
        self,
        connection: Connection,
        text: str,
        statement: Statement,
        steps: str | None,
        *,
        sort: Sort = Sort.DEFINITION,
        step: str | None = None,
    ) -> Record:
        """Write down what is about to be sent, and what it will change; the server commits this before it begins."""
        before = self.certainty.before(connection, changed_by(statement, step, self.backend))
        record = self.replay.add(sort, text, (), state=State.BEGUN, before=before, steps=steps)
        self.flush(connection)
        return record

    def _send_surely(self, connection: Connection, statement: Statement, sql: str, send: Callable[[], None]) -> None:
        def attempt() -> None:
            self.certainty.clear_leftovers(connection, statement.names)
            send()

        try:
            self._patiently(connection, sql, statement, attempt if statement.alone else send, in_place=True)
        except Exception as error:
            if sql in self.clauses:
                refuse_more(self.backend, sql, self.clauses[sql], error)
            raise

    def _is_done(self, connection: Connection, record: Record, statement: Statement) -> bool:
        if record.state is State.DONE and record.steps is None:
            return True
        if record.steps is not None:
            exchange = exchange_from(record.steps)
            assert exchange is not None
            return self._first_step(connection, exchange, record) >= len(exchange.steps)
        if statement.alone:
            self.certainty.clear_leftovers(connection, statement.names)
        return self.certainty.happened(connection, record)

    def _exchange(self, connection: Connection, statement: Statement) -> Exchange | None:
        for effect in statement.effects:
            if isinstance(effect, RowsRemoved):
                self.tell(RowsRemovedUnbounded(sql=statement.sql))
        return None if self.keeper is None else self.keeper.exchange(connection, statement)

    def _note(self, statement: Statement, exchange: Exchange | None) -> None:
        if self.keeper is None:
            return
        for entry in exchange.back if exchange is not None else ():
            back = self.keeper.entries.get(entry)
            if back is not None and exchange is not None:
                self.tell(CameBack(what=str(back), notes=exchange.notes))
        self.keeper.note(statement.effects, exchange)
        if exchange is not None:
            for field_name, state in _TAKEN:
                self._taken += [(entry, state) for entry in getattr(exchange, field_name)]

    def _patiently(
        self,
        connection: Connection,
        sql: str,
        statement: Statement | None,
        send: Callable[[], None],
        *,
        in_place: bool,
        may_end: bool = True,
    ) -> None:
        def names() -> frozenset[Name]:
            return frozenset() if statement is None else statement.names

        seconds = self.patience.send(
            connection, sql, names, send, sessions=self.sessions, in_place=in_place, may_end=may_end
        )
        if (work := self.works.get(sql)) is not None:
            self.worked.append((self.replay.revision, replace(work, seconds=round(seconds, 6))))
