"""Small parts of sending: a step of our own, what a driver tells, whether a transaction is open."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.backends.sql.novelty import novelty_of
from toolkit.backends.sql.reading import read
from toolkit.backends.sql.resolving import resolved
from toolkit.backends.sql.targets import targets_of
from toolkit.backends.sql.values import Statement
from toolkit.execution.certainty import Changed
from toolkit.execution.passing import Passing, send_step


def stepper(connection: Connection, sql: str) -> Callable[[], None]:
    """Sends the statement when it is called."""
    return lambda: send_step(connection, sql)


def told(passing: Passing) -> str:
    """What the driver tells of a statement without rows: numbers, no values of the user's."""
    rowcount, lastrowid = _number(passing.cursor, "rowcount"), _number(passing.cursor, "lastrowid")
    return json.dumps([[-1 if rowcount is None else rowcount, lastrowid]])


def _number(cursor: Any, name: str) -> int | None:
    try:
        value = getattr(cursor, name, None)
    except Exception:  # a driver may refuse to tell before there is something to tell
        return None
    return value if isinstance(value, int) else None


def changed_by(statement: Statement, step: str | None, backend: str) -> Changed:
    """What a statement, or a step in its place, may change."""
    parts = (statement,) if step is None or step == statement.sql else read(step, backend)
    novelty = novelty_of(parts[0]) if len(parts) == 1 else None
    targets = [targets_of(part) for part in parts]
    tables = frozenset(name for target in targets if target is not None for name in target)
    if tables and None not in targets:
        return Changed(names=tables, are_tables=True, novelty=novelty)
    names = frozenset(name for part in parts for name in part.names) | statement.names
    return Changed(names=names, novelty=novelty)


def is_lost(connection: Connection, error: Exception) -> bool:
    """Whether an error of the driver's, or SQLAlchemy's about one, says that the session is gone."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated
    dialect = connection.dialect
    return isinstance(error, dialect.loaded_dbapi.Error) and dialect.is_disconnect(error, connection.connection, None)


def in_transaction(connection: Connection) -> bool:
    """Whether the driver has begun a transaction."""
    driver_connection = connection.connection.driver_connection
    return bool(getattr(driver_connection, "in_transaction", False))


_COMMENTS = re.compile(r"(?:\s+|--[^\n]*(?:\n|$)|/\*.*?\*/)+", re.DOTALL)


def bare(sql: str, backend: str) -> str:
    """A statement in capitals, without the comments before it that are none to the server either."""
    text = resolved(sql, backend)
    found = _COMMENTS.match(text)
    return (text[found.end() :] if found else text).upper()
