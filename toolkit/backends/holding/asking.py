"""Why a server would refuse a column of a type: each is asked in a way that makes nothing."""

from __future__ import annotations

import re

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from toolkit.backends.register import backend_of

_MYSQL_REFUSALS = frozenset({1064, 1074, 1115, 1253, 1273, 1425, 1426, 1427, 1439, 4161})
"""Syntax, length, charset, collation, precision, an unknown type; not privileges, nor what cannot be prepared."""
_COLLATION = re.compile(r"\s+COLLATE\s.*", re.IGNORECASE | re.DOTALL)


def why_refused(connection: Connection, words: str, *, is_made: bool = False) -> str | None:
    """What the server says against a column whose type is written with these words; None where it says nothing.

    ``is_made``: the words name a type that the models make, where the backend has types of its schemas.
    """
    match backend_of(connection.dialect).name:
        case "postgresql":
            return None if is_made else _of_postgresql(connection, words)
        case "mysql" | "mariadb":
            return _of_mysql(connection, words)
    return None


def _of_postgresql(connection: Connection, words: str) -> str | None:
    """https://www.postgresql.org/docs/current/functions-info.html: to_regtype is null for a type that is not there."""
    name = _COLLATION.sub("", words)
    try:
        with connection.begin_nested():
            found = connection.execute(text("SELECT to_regtype(:name)::text"), {"name": name}).scalar()
    except DBAPIError:  # not the name of a type alone: then the revision will tell
        return None
    return None if found else f"the server has no type {name}; where an extension brings it, create that first"


def _of_mysql(connection: Connection, words: str) -> str | None:
    """A statement that is prepared is parsed and not run."""
    try:
        connection.execute(text("SET @tk_type = :words"), {"words": f"CREATE TABLE tk_type (c {words})"})
        connection.exec_driver_sql("PREPARE tk_type FROM @tk_type")
        connection.exec_driver_sql("DEALLOCATE PREPARE tk_type")
    except DBAPIError as error:
        number = getattr(error.orig, "errno", None) or next(iter(getattr(error.orig, "args", ())), None)
        return f"the server refuses {words}" if number in _MYSQL_REFUSALS else None
    return None
