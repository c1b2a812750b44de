"""What stands between a client and MySQL or MariaDB, as far as it can be recognised."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.backends.sessions.innodb import InnoDBSessions, code_of

# A proxy answers some of these by itself when they are asked alone; together they reach the server.
_BEHIND = "SELECT CONNECTION_ID() AS id, VERSION() AS version, @@version_comment AS comment"
# https://proxysql.com/documentation/proxysql-internal-session/ : it answers every client, and no server does.
_PROXYSQL = "PROXYSQL INTERNAL SESSION"
_SYNTAX_ERROR = 1064
# The words by which they call themselves in the version that they greet with.
_NAMES = (("maxscale", "MaxScale"), ("router", "MySQL Router"), ("proxysql", "ProxySQL"))


def proxy_of(connection: Connection, sessions: InnoDBSessions) -> str | None:
    """What it is, in words; None where the session that the driver was told is the one that answers."""
    driver = connection.connection.driver_connection
    behind = connection.execute(text(_BEHIND)).mappings().one()
    greeting = _greeting(driver)
    known = sessions.known_id(driver)
    named = _named(f"{greeting} {behind['comment']}")
    if named is None and known in (None, str(behind["id"])):
        return None
    if named is None and _is_proxysql(connection):
        named = "ProxySQL"
    shared = "which may give each transaction another session of the server"
    return f"{named}, {shared}" if named else f"a proxy that does not tell its name, {shared}"


def _greeting(driver: Any) -> str:
    """The version that was told while connecting."""
    with suppress(AttributeError, TypeError):  # PyMySQL, mysqlclient, aiomysql, mysql-connector
        return str(driver.get_server_info())
    return ""


def _named(words: str) -> str | None:
    return next((name for word, name in _NAMES if word in words.lower()), None)


def _is_proxysql(connection: Connection) -> bool:
    try:
        connection.exec_driver_sql(_PROXYSQL).close()
    except DBAPIError as error:
        if code_of(error) != _SYNTAX_ERROR:
            raise
        return False
    return True
