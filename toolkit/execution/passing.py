"""One statement on its way through the gate, as SQLAlchemy hands it over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from toolkit.execution.answered import AnsweredCursor
from toolkit.execution.percents import doubled, doubles

APART_OPTION = "toolkit_apart"
"""The execution option of statements beside the run: of a lease, of the watchdog."""
UNPREPARED = {"no_parameters": True}
"""The text goes to the driver as it is: a percent sign in it is a percent sign."""


@dataclass(frozen=True, kw_only=True)
class Passing:
    """A statement that some engine of this process is about to send."""

    sql: str
    """As the server gets it, with placeholders for the values."""
    given: str
    """As the driver gets it."""
    parameters: Any
    context: Any
    cursor: Any
    send: Callable[[], None]
    """Gives it to the driver."""

    @property
    def connection(self) -> Connection:
        """The connection that sends it."""
        connection: Connection = self.context.root_connection
        return connection

    @property
    def has_parameters(self) -> bool:
        """Whether values go with the text."""
        return bool(self.parameters)

    @property
    def is_apart(self) -> bool:
        """Whether a thread of ours sends it, while a revision runs."""
        return bool(self.context.execution_options.get(APART_OPTION))

    @property
    def is_streamed(self) -> bool:
        """Whether its rows stay on the server until they are asked for."""
        return bool(getattr(self.context, "_is_server_side", False))

    def answer(self, cursor: AnsweredCursor) -> None:
        """Let SQLAlchemy read the result there."""
        self.context.cursor = cursor

    def answer_without_rows(self, rowcount: int = -1, lastrowid: Any = None) -> None:
        """The statement is done, and these numbers are what its driver would tell of it."""
        cursor = AnsweredCursor(self.cursor, rowcount=rowcount)
        cursor.lastrowid = lastrowid
        self.answer(cursor)


def resend(passing: Passing, sql: str, cursor: Any = None) -> None:
    """Send another text with the parameters of the one that passes, on its cursor or on another one."""
    dialect, cursor = passing.context.dialect, passing.cursor if cursor is None else cursor
    if passing.parameters is None or (doubles(dialect) and not passing.parameters):
        dialect.do_execute_no_params(cursor, sql, passing.context)
        return
    send = dialect.do_executemany if passing.context.executemany else dialect.do_execute
    send(cursor, doubled(sql, passing.given) if doubles(dialect) else sql, passing.parameters, passing.context)


def send_step(connection: Connection, sql: str) -> None:
    """Send a statement of our own, in the transaction that is open."""
    connection.exec_driver_sql(sql, execution_options=UNPREPARED)


def is_autocommit(connection: Connection) -> bool:
    """Whether each statement of this connection commits by itself.

    As ``autocommit_block()`` has it, or ``SET autocommit = 1``, of which the server tells the drivers of MySQL:
    https://dev.mysql.com/doc/dev/mysql-server/latest/mysql__com_8h.html (SERVER_STATUS_AUTOCOMMIT).
    """
    chosen = connection.get_execution_options().get("isolation_level")
    if chosen is None:
        chosen = getattr(connection.dialect, "_on_connect_isolation_level", None)
    if chosen == "AUTOCOMMIT":
        return True
    told = getattr(connection.connection.driver_connection, "get_autocommit", None)
    return told is not None and bool(told())
