"""What PostgreSQL does for a statement: it is told by the locks, the files and the counters that it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.backends.impacts.base import Send
from toolkit.backends.impacts.postgresql_outside import Outside
from toolkit.backends.impacts.postgresql_state import States
from toolkit.backends.impacts.postgresql_transition import Transition
from toolkit.backends.sessions.postgresql import state_of
from toolkit.backends.sql.values import Kind, Statement
from toolkit.impact import Impact

# https://www.postgresql.org/docs/current/errcodes-appendix.html : active SQL transaction, invalid termination of one.
_NOT_INSIDE = frozenset({"25001", "2D000"})


class PostgreSQLImpacts:
    """PostgreSQL, and servers that speak as it does. For one shadow, which nobody else changes.

    Exact where the statement is the first in its transaction. A lock that an earlier one of the same transaction took
    is not taken again; what is touched under it is then told with the strongest lock that the transaction has there,
    which is what others wait for meanwhile. In autocommit, what may run in a transaction gets one of its own.
    """

    def __init__(self) -> None:
        self._states = States()

    def observe(self, connection: Connection, statement: Statement, send: Send) -> Impact:
        if statement.kind is Kind.TRANSACTION:
            send(statement.sql)
            return Impact()
        if statement.alone:
            return self._observe_outside(connection, statement, send)
        is_autocommit = bool(getattr(connection.connection.dbapi_connection, "autocommit", False))
        try:
            with _own_transaction(connection) if is_autocommit else nullcontext():
                before = self._states.before(connection)
                send(statement.sql)
                after = self._states.after(connection)
        except BaseException as error:
            self._states.forget()
            # A procedure that commits, say: its text does not show it.
            if not is_autocommit or not isinstance(error, DBAPIError) or state_of(error) not in _NOT_INSIDE:
                raise
            return self._observe_outside(connection, statement, send)
        return Impact(tables=tuple(Transition(before=before, after=after, statement=statement).told()))

    def _observe_outside(self, connection: Connection, statement: Statement, send: Send) -> Impact:
        self._states.forget()
        before = self._states.before(connection)
        send(statement.sql)
        outside = Outside(before=before, after=self._states.anew(connection), statement=statement)
        return Impact(tables=tuple(outside.told()))

    def with_clause(self, sql: str, clause: str) -> str:
        # The server has no such clause.
        return sql


@contextmanager
def _own_transaction(connection: Connection) -> Iterator[None]:
    connection.exec_driver_sql("BEGIN")
    try:
        yield
    except BaseException:
        with suppress(Exception):
            connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")
