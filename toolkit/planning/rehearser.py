"""Sends the statements of revisions to a shadow one by one, and notes what the server did for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.backends.impacts.base import Impacts
from toolkit.backends.running import habits_of
from toolkit.backends.sql.copying import copied_columns
from toolkit.backends.sql.lasting import outlives_transaction
from toolkit.backends.sql.questions import asks_catalog
from toolkit.backends.sql.reading import read
from toolkit.backends.sql.values import Kind, Statement
from toolkit.execution.exchange import Exchange
from toolkit.execution.gate import Gate
from toolkit.execution.passing import Passing, is_autocommit, resend, send_step
from toolkit.execution.savepoints import Savepoints
from toolkit.execution.sending import bare, stepper
from toolkit.execution.trash import Keeper
from toolkit.impact import Impact
from toolkit.planning.callers import line_in
from toolkit.planning.renaming import LiveNames, without_default
from toolkit.planning.rows import LiveRows
from toolkit.planning.seen import Seen
from toolkit.shadow.names import as_live

_SAVEPOINT = "tk_rehearsal"
_OF_THE_SERVER = "it concerns the whole server, so that it was not tried on a shadow"
_TOGETHER = "it is sent together with others, and with values"


@dataclass(kw_only=True)
class Rehearser:
    """The stage of a rehearsal. ``seen`` grows while the revisions run."""

    backend: str
    impacts: Impacts
    keeper: Keeper | None
    rows: LiveRows | None
    names: LiveNames
    database: str = ""
    """What the live one is called."""
    seen: list[Seen] = field(default_factory=list)
    _is_noting: bool = True
    _revision: str = ""
    _direction: str = "upgrade"
    _file: str = ""
    _savepoints: Savepoints = field(default_factory=Savepoints)
    _has_own_settings: bool = False
    _schema: str | None = None
    """The default one of the shadow."""
    _gate: Gate = field(init=False)

    def __post_init__(self) -> None:
        self._gate = Gate(lambda _: None, self._route)
        self._habits = habits_of(self.backend)

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Around all revisions."""
        with self._gate.open():
            yield

    @contextmanager
    def entered(self, step: Any) -> Iterator[None]:
        """Around the function of one step."""
        self._revision = step.revision.revision
        self._direction = "upgrade" if step.is_upgrade else "downgrade"
        self._file = str(step.revision.module.__file__)
        if self.keeper is not None:
            self.keeper.enter(self._revision, self._direction)
        if self.rows is not None:
            self.rows.begin()
        with self._gate.running(self._revision):
            yield
        self._pass_over()

    def passed_over(self, statement: str) -> None:
        """It concerns the whole server, and was not sent to the shadow."""
        for one in read(statement, self.backend):
            self._note(one, (one.sql,), (), unknown=_OF_THE_SERVER)

    def _pass_over(self) -> None:
        """The revision went on to its end: what it was refused it expected, as one that drops what may be there."""
        for place, seen in enumerate(self.seen):
            if seen.refused is not None and seen.revision == self._revision:
                self.seen[place] = replace(
                    seen, refused=None, unknown=f"the revision goes on although the server says: {seen.refused}"
                )

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Note nothing of what is sent within the block."""
        self._is_noting = False
        try:
            yield
        finally:
            self._is_noting = True

    def _route(self, passing: Passing) -> None:
        statements = read(passing.sql, self.backend)
        self._schema = passing.connection.dialect.default_schema_name
        if len(statements) == 1:
            self._one(passing, statements[0], passing.send)
        elif not statements or passing.has_parameters:
            passing.send()
            for statement in statements:
                if statement.kind is not Kind.READ:
                    self._note(statement, (statement.sql,), (), unknown=_TOGETHER)
        else:
            for statement in statements:
                self._one(passing, statement, stepper(passing.connection, statement.sql))
            if all(statement.kind is not Kind.READ for statement in statements):
                passing.answer_without_rows()

    def _one(self, passing: Passing, statement: Statement, send: Callable[[], None]) -> None:
        match statement.kind:
            case Kind.READ:
                self._ask(passing, statement, send)
            case Kind.TRANSACTION:
                send()
                self._savepoints.passed(bare(statement.sql, self.backend), 0)
            case Kind.SESSION:
                self._has_own_settings |= not outlives_transaction(statement.sql, self.backend)
                send()
                self._note(statement, (statement.sql,), ())
            case Kind.DEFINITION | Kind.OPAQUE:
                self._define(passing, statement, send)
            case _:
                self._change(passing, statement, send)

    def _ask(self, passing: Passing, statement: Statement, send: Callable[[], None]) -> None:
        is_of_rows = not asks_catalog(statement.sql, self.backend)
        if is_of_rows and self.rows is not None and send is passing.send and self.rows.answer(passing):
            return
        send()

    def _define(self, passing: Passing, statement: Statement, send: Callable[[], None]) -> None:
        try:
            self._carry_out(passing, statement, send)
        except Exception as error:
            self._note(statement, (statement.sql,), (), refused=_one_line(error))
            raise
        self._begin_anew(passing.connection)

    def _change(self, passing: Passing, statement: Statement, send: Callable[[], None]) -> None:
        """What a statement does to rows that are not there may fail where it would not, and the other way round."""
        if self._is_repeated(statement):
            return self._repeat(passing, send)
        try:
            with self._kept(passing.connection):
                self._carry_out(passing, statement, send)
            _as_with_rows(passing)
        except Exception as error:  # a driver's own, whichever driver it is
            self._note(statement, (statement.sql,), (), unknown=f"without rows the server says: {_one_line(error)}")
            passing.answer_without_rows()
        return None

    def _is_repeated(self, statement: Statement) -> bool:
        last = self.seen[-1] if self.seen else None
        return last is not None and (last.revision, last.statement.sql) == (self._revision, statement.sql)

    def _repeat(self, passing: Passing, send: Callable[[], None]) -> None:
        self.seen[-1] = replace(self.seen[-1], times=self.seen[-1].times + 1)
        try:
            with self._kept(passing.connection):
                send()
            _as_with_rows(passing)
        except Exception:  # as above; it is told once
            passing.answer_without_rows()

    @contextmanager
    def _kept(self, connection: Connection) -> Iterator[None]:
        """Let an error undo the statement alone, where a server would refuse everything after it."""
        if self._habits.survives_refusal or is_autocommit(connection):
            yield
            return
        send_step(connection, f"SAVEPOINT {_SAVEPOINT}")
        try:
            yield
        except Exception:
            send_step(connection, f"ROLLBACK TO SAVEPOINT {_SAVEPOINT}")
            raise
        send_step(connection, f"RELEASE SAVEPOINT {_SAVEPOINT}")

    def _carry_out(self, passing: Passing, statement: Statement, send: Callable[[], None]) -> None:
        connection = passing.connection
        exchange = None if self.keeper is None else self.keeper.exchange(connection, statement)
        if exchange is None:
            sender = _sender(passing, statement, send)
            impact = self.impacts.observe(connection, statement, sender)
            self._note(statement, (statement.sql,), (impact,))
        else:
            impacts = [self._step(connection, step) for step in exchange.steps]
            passing.answer_without_rows()
            self._note(statement, exchange.steps, impacts, exchange=exchange)
        effects = without_default(statement, self._schema).effects
        self.names.note(effects)
        columns = copied_columns(statement.sql, self.backend)
        if columns is not None:
            self.names.copied(columns, effects)
        if self.keeper is not None:
            self.keeper.note(statement.effects, exchange)

    def _step(self, connection: Connection, sql: str) -> Impact:
        parts = read(sql, self.backend)
        if len(parts) != 1 or parts[0].kind is Kind.READ:
            send_step(connection, sql)
            return Impact()
        return self.impacts.observe(connection, parts[0], lambda text: send_step(connection, text))

    def _note(
        self,
        statement: Statement,
        sent: Sequence[str],
        impacts: Sequence[Impact],
        *,
        exchange: Exchange | None = None,
        unknown: str | None = None,
        refused: str | None = None,
    ) -> None:
        if not self._is_noting:
            return
        entries = self.keeper.entries if self.keeper is not None else {}
        self.seen.append(
            Seen(
                revision=self._revision,
                direction=self._direction,
                statement=self._as_live(without_default(statement, self._schema)),
                sent=tuple(as_live(sql, self.database) for sql in sent),
                impacts=tuple(impacts),
                tables=tuple(self.names.of(table.schema, table.name) for impact in impacts for table in impact.tables),
                trash=tuple(str(entry) for entry in exchange.put) if exchange else (),
                returns=tuple(str(entries[back]) for back in exchange.back if back in entries) if exchange else (),
                unknown=unknown,
                refused=refused,
                file=self._file,
                line=line_in(self._file),
            )
        )

    def _as_live(self, statement: Statement) -> Statement:
        """As the revision sends it, where it names its own database: the shadow was sent its own name."""
        return replace(statement, sql=as_live(statement.sql, self.database))

    def _begin_anew(self, connection: Connection) -> None:
        """A lock that an earlier statement has taken would hide the next one's, as long as the transaction lasts."""
        if not self._habits.keeps_locks or self._has_own_settings or self._savepoints.are_open:
            return
        with suppress(DBAPIError):
            connection.connection.commit()


def _sender(passing: Passing, statement: Statement, send: Callable[[], None]) -> Callable[[str], None]:
    def sender(sql: str) -> None:
        if sql == statement.sql:
            send()
        elif send is passing.send:
            resend(passing, sql)
        else:
            send_step(passing.connection, sql)

    return sender


def _as_with_rows(passing: Passing) -> None:
    """A session of the ORM changes rows that it has read, and would not bear that the shadow has none of them."""
    # It gives each of its statements the cache of the mapper.
    if passing.context.execution_options.get("compiled_cache") is None or passing.context.isinsert:
        return
    if passing.context.cursor.description is None:
        rowcount = len(passing.parameters) if passing.context.executemany else 1
        # Some dialects have noted already what the driver told.
        passing.context._rowcount = rowcount
        passing.answer_without_rows(rowcount=rowcount)


def _one_line(error: BaseException) -> str:
    return " ".join(str(getattr(error, "orig", None) or error).split())
