"""Sessions of PostgreSQL that a pooler lends for one transaction: what is set for a session would stay with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection

_LIMIT = "toolkit_lock_timeout"
_SETTINGS = "toolkit_lent_settings"


def only_read_lent(connection: Connection, limits: Mapping[str, str]) -> None:
    """Each question is a transaction of its own, which changes nothing and has these limits."""
    connection.rollback()
    connection.execution_options(isolation_level=connection.default_isolation_level, postgresql_readonly=True)
    connection.info[_SETTINGS] = dict(limits)

    def before(own: Connection, cursor: Any, *_: Any) -> None:
        # What was refused has left its transaction open.
        own.connection.rollback()
        given = (f"set_config({_text(name)}, {_text(value)}, true)" for name, value in own.info[_SETTINGS].items())
        cursor.execute(f"SELECT {', '.join(given)}")

    def after(own: Connection, *_: Any) -> None:
        # The rows are with the client already.
        own.connection.rollback()

    event.listen(connection, "before_cursor_execute", before)
    event.listen(connection, "after_cursor_execute", after)


def set_lent(connection: Connection, settings: Mapping[str, str]) -> bool:
    """Let each question from now on have these settings. False where the session is its client's own."""
    if _SETTINGS not in connection.info:
        return False
    connection.info[_SETTINGS] |= settings
    return True


def limit_lent(connection: Connection, timeout: str) -> None:
    """Let every transaction of this connection have the lock_timeout, and no session of the server keep it."""
    is_new = _LIMIT not in connection.info
    connection.info[_LIMIT] = f"SET LOCAL lock_timeout = '{timeout}'"
    if connection.in_transaction():
        connection.exec_driver_sql(connection.info[_LIMIT])
    if is_new:
        event.listen(connection, "before_cursor_execute", _limit_first)


def _limit_first(connection: Connection, cursor: Any, *_: Any) -> None:
    if _begins(connection.connection.driver_connection):
        cursor.execute(connection.info[_LIMIT])


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def tells_transactions(connection: Connection) -> bool:
    """Whether the driver tells where a transaction begins, as pg8000 does not."""
    driver = connection.connection.driver_connection
    return hasattr(driver, "is_in_transaction") or hasattr(driver, "info")


def _begins(driver: Any) -> bool:
    """Whether the next statement is the first of a transaction; where there is none, its limit is only ineffective.

    psycopg and psycopg2 tell PQTRANS_IDLE: https://www.postgresql.org/docs/current/libpq-status.html
    """
    if hasattr(driver, "is_in_transaction"):  # asyncpg
        return not driver.is_in_transaction()
    return int(driver.info.transaction_status) == 0
