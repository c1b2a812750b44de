"""How a statement of a revision is sent: answered by the journal, exchanged by the trash, recorded, with patience."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy.engine import Connection

from toolkit.backends.sql.lasting import is_lost_with_session
from toolkit.backends.sql.locking import locking_too
from toolkit.backends.sql.questions import asks_catalog
from toolkit.backends.sql.reading import read
from toolkit.backends.sql.values import Kind, Statement
from toolkit.backends.trash.inserting import only_new_rows
from toolkit.events import OtherValues, PutInTrash
from toolkit.execution import answered
from toolkit.execution.answered import AnsweredCursor
from toolkit.execution.definer import Definer
from toolkit.execution.exchange import entries_by_id, exchange_from
from toolkit.execution.journal.records import Record, Sort, State
from toolkit.execution.journal.trashed import load_trash, put_in_trash
from toolkit.execution.passing import Passing, is_autocommit, resend, send_step
from toolkit.execution.replay import Replay
from toolkit.execution.sending import bare, in_transaction, stepper, told


class Sender(Definer):
    """Sends the statements of the revisions of one run."""

    def enter(self, replay: Replay, direction: str) -> None:
        """A revision begins."""
        self.replay, self._finished, self._may_settle = replay, None, True
        self._has_begun = self._is_told_of_values = False
        self._made = []
        if self.keeper is not None:
            self.keeper.enter(replay.revision, direction)

    def leave(self, seconds: float) -> None:
        """Its function has returned, and the version table tells of it in the transaction that is open."""
        # A table that was set aside to be rebuilt is in the trash no longer.
        for put in self.keeper.put_by_this_revision() if self.keeper is not None else ():
            self.tell(PutInTrash(what=str(put), kept=put.kept))
        self._finished = seconds

    def send(self, passing: Passing) -> None:
        """Send one text, which may hold several statements."""
        statements = read(passing.sql, self.backend)
        if len(statements) == 1:
            self._one(passing, statements[0], passing.send)
        elif not statements or passing.has_parameters:
            passing.send()
        else:
            for statement in statements:
                self._one(passing, statement, stepper(passing.connection, statement.sql))
            if all(statement.kind is not Kind.READ for statement in statements):
                passing.answer_without_rows()

    def undo(self, mark: int = 0) -> None:
        """A savepoint, or the whole transaction, was rolled back."""
        self.replay.undo(mark)
        if not self.habits.commits_definitions:
            # With the statements, what came back from the trash is there again.
            self._taken.clear()
        self._may_settle = mark == 0

    def _one(self, passing: Passing, statement: Statement, send: Callable[[], None]) -> None:
        if self.keeper is not None:
            self.keeper.passes(statement)
        match statement.kind:
            case Kind.READ:
                self._ask(passing, statement, send)
            case Kind.SESSION if statement.commits:
                self._commit_by(passing, statement, send)
            case Kind.SESSION:
                if is_lost_with_session(statement.sql, self.backend):
                    self.replay.refuse_lost(statement.sql)
                self._settle(passing.connection, statement)
                send()
            case Kind.TRANSACTION:
                self._pass_boundary(passing, bare(statement.sql, self.backend), send)
            case _:
                self._change(passing, statement, send)

    def _pass_boundary(self, passing: Passing, sql: str, send: Callable[[], None]) -> None:
        """SQLAlchemy's savepoints pass here too; its transactions are noticed when they end."""
        if sql.startswith(("COMMIT", "END", "BEGIN", "START")):
            self.flush(passing.connection)
        send()
        self._follow(sql)
        mark = self.savepoints.passed(sql, self.replay.mark())
        if mark is None:
            return
        self.undo(mark)
        if self.keeper is not None and not self.habits.commits_definitions:
            self.keeper.entries = dict(entries_by_id(load_trash(passing.connection, self.journal.tables)))

    def _follow(self, sql: str) -> None:
        """Whether a transaction is open that a text of the revision's began, which no driver need know."""
        if sql.startswith(("BEGIN", "START")):
            self._has_begun = True
        elif sql.startswith(("COMMIT", "END", "ABORT")) or (sql.startswith("ROLLBACK") and " TO " not in sql):
            self._has_begun = False

    def _commit_by(self, passing: Passing, statement: Statement, send: Callable[[], None]) -> None:
        """What it commits has its record; and whoever locks tables may write into the journal all the same."""
        connection = passing.connection
        self.flush(connection)
        quoted = connection.dialect.identifier_preparer.format_table
        sql = locking_too(statement.sql, map(quoted, self.journal.tables.every))
        if sql == statement.sql:
            send()
        elif send is passing.send:
            resend(passing, sql)
        else:
            send_step(connection, sql)

    def _settle(self, connection: Connection, statement: Statement) -> None:
        """A setting that a transaction would make ineffective is made outside, where plain Alembic would make it."""
        frozen = self.habits.frozen_by_transaction
        if frozen is None or not bare(statement.sql, self.backend).startswith(frozen):
            return
        if self._may_settle and in_transaction(connection):
            self.flush(connection)
            send_step(connection, "COMMIT")

    def _ask(self, passing: Passing, statement: Statement, send: Callable[[], None]) -> None:
        asks = asks_catalog(statement.sql, self.backend)
        if (not asks and not self.habits.commits_definitions) or send is not passing.send or passing.is_streamed:
            self._read(passing, statement, send)
            return
        sort = Sort.CATALOG if asks else Sort.ROWS
        record = self.replay.answered(sort, passing.sql, passing.parameters)
        if sort is Sort.CATALOG and record is not None and record.answer is not None:
            refusal = answered.read_error(record.answer)
            if refusal is not None:
                raise refusal
            description, rows = answered.read(record.answer)
            passing.answer(AnsweredCursor(passing.cursor, rows=rows, description=description, rowcount=len(rows)))
            return
        try:
            self._read(passing, statement, send)
        except Exception as error:
            refused = answered.written_error(error) if asks else None
            if refused is not None and record is None:
                self.replay.add(sort, passing.sql, passing.parameters, answer=refused)
            raise
        description = passing.cursor.description
        if description is None:
            return
        rows = list(passing.cursor.fetchall())
        rowcount = passing.cursor.rowcount
        passing.answer(AnsweredCursor(passing.cursor, rows=rows, description=description, rowcount=rowcount))
        kept = answered.written(rows, description) if asks else answered.digest(rows)
        if record is None:
            self.replay.add(sort, passing.sql, passing.parameters, answer=kept)
        elif not asks:
            self.replay.note_rows(record, kept or "")

    def _read(self, passing: Passing, statement: Statement, send: Callable[[], None]) -> None:
        """It changes nothing, and others may wait meanwhile for what the transaction has locked so far."""
        self._patiently(passing.connection, statement.sql, statement, send, in_place=False)

    def _change(self, passing: Passing, statement: Statement, send: Callable[[], None]) -> None:
        connection, autocommit = passing.connection, is_autocommit(passing.connection)
        by_itself = statement.commits or (autocommit and statement.alone)
        sort = Sort.DEFINITION if by_itself else Sort.CHANGE
        record = self.replay.answered(sort, statement.sql, passing.parameters)
        if statement.kind is Kind.DEFINITION:
            self._made.append(statement.sql)
        if record is not None and record.state in (State.FAILED, State.UNDONE):
            send()
        elif record is not None and self._is_done(connection, record, statement):
            self._answer(passing, record)
        elif by_itself:
            self._send_definition(passing, statement, send, record)
        elif autocommit and (not self._has_begun or in_transaction(connection)):
            self._send_in_own_transaction(passing, statement, send)
        else:
            self._begin(connection)
            self._write_before(connection, statement)
            self._send_change(passing, statement, send)

    def _write_before(self, connection: Connection, statement: Statement) -> None:
        """What is not understood may commit, and with it the rows that were written before it."""
        if statement.kind is not Kind.OPAQUE or not self.habits.commits_definitions or self.savepoints.are_open:
            return
        if self.replay.unwritten:
            has_begun = self._has_begun
            self.flush(connection)
            self._has_begun = has_begun

    def _begin(self, connection: Connection) -> None:
        begin = self.habits.needs_begin
        if begin is not None and not in_transaction(connection):
            self._patiently(
                connection,
                begin,
                None,
                lambda: send_step(connection, begin),
                in_place=True,
            )

    def _send_in_own_transaction(self, passing: Passing, statement: Statement, send: Callable[[], None]) -> None:
        """In autocommit: the statement and its record are one transaction all the same."""
        connection = passing.connection
        if in_transaction(connection):
            # A listener of the project has begun one, though SQLAlchemy would not: whoever did ends it.
            self._send_change(passing, statement, send)
            self.flush(connection)
            return
        begin = self.habits.needs_begin or "BEGIN"
        self._patiently(connection, begin, None, lambda: send_step(connection, begin), in_place=True)
        try:
            self._send_change(passing, statement, send)
            self.flush(connection)
        except BaseException:
            with suppress(Exception):
                send_step(connection, "ROLLBACK")
            raise
        send_step(connection, "COMMIT")

    def _send_change(self, passing: Passing, statement: Statement, send: Callable[[], None]) -> None:
        connection = passing.connection
        exchange = self._exchange(connection, statement)
        if exchange is None:
            self._send_rows(passing, statement, send)
            answer = told(passing)
        else:
            for step in exchange.steps:
                sender = stepper(connection, step)
                self._patiently(
                    connection,
                    step,
                    statement,
                    sender,
                    in_place=self.habits.survives_wait,
                )
            put_in_trash(connection, self.journal.tables, exchange.put)
            passing.answer_without_rows()
            answer = None
        self.replay.add(Sort.CHANGE, statement.sql, passing.parameters, answer=answer)
        self._may_settle &= statement.kind is Kind.DEFINITION
        self._note(statement, exchange)

    def _send_rows(self, passing: Passing, statement: Statement, send: Callable[[], None]) -> None:
        # Of many in a row those before the one that failed are done.
        in_place = self.habits.survives_wait and not passing.context.executemany
        # What is called may have committed a part of what it does.
        may_end = statement.kind is not Kind.OPAQUE or not (
            self.habits.commits_definitions or is_autocommit(passing.connection)
        )
        adapted = self._adapted(passing, statement, send)
        try:
            self._patiently(passing.connection, statement.sql, statement, adapted, in_place=in_place, may_end=may_end)
        except Exception:
            # Where the revision goes on, another attempt at it must find the refused statement where it was.
            self.replay.add(Sort.CHANGE, statement.sql, passing.parameters, state=State.FAILED)
            raise

    def _adapted(self, passing: Passing, statement: Statement, send: Callable[[], None]) -> Callable[[], None]:
        """Rows that a downgrade writes into a table that came back with its own must not collide with those."""
        if self.keeper is None or not self.keeper.is_filled_again(statement.effects):
            return send
        sql = only_new_rows(statement.sql, self.backend)
        if sql is None:
            return send
        if send is not passing.send:
            return stepper(passing.connection, sql)
        return lambda: resend(passing, sql)

    def _answer(self, passing: Passing, record: Record) -> None:
        if self.replay.has_new_values and not self._is_told_of_values:
            self._is_told_of_values = True
            self.tell(OtherValues(revision=self.replay.revision, sql=record.text))
        numbers = json.loads(record.answer) if record.answer else []
        rowcount, lastrowid = numbers[0] if len(numbers) == 1 else (-1, None)
        passing.answer_without_rows(rowcount, lastrowid)
        statements = read(record.text, self.backend)
        for statement in statements:
            self._note(statement, exchange_from(record.steps))
