"""PostgreSQL."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sqlalchemy.engine import URL, Dialect

from toolkit.backends.base import Explanation, Plain, Trouble, address, dotted

# Before a session exists libpq gives no SQLSTATE, only its text (src/interfaces/libpq/fe-connect.c).
_TEXTS: tuple[tuple[str, Trouble], ...] = (
    (r'database "[^"]*" does not exist', Trouble.NO_DATABASE),
    (r'role "[^"]*" does not exist|authentication failed|no pg_hba\.conf entry|no password supplied', Trouble.DENIED),
    (r"invalid response to SSL|rejected SSL|expected authentication request|lost synchronization", Trouble.FOREIGN),
    (r"too many (clients|connections)|remaining connection slots", Trouble.FULL),
    (
        (
            r"connection refused|connection failed|could not translate host name|failed to resolve host|"
            r"name or service not known|timeout expired|connection timeout|could not connect|no route to host|"
            r"can't create a connection|network error|connection to server on socket|connection is bad"
        ),
        Trouble.UNREACHABLE,
    ),
    (
        r"server closed the connection|terminating connection|connection .*closed|SSL connection has been closed",
        Trouble.LOST,
    ),
)
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_STATES: Mapping[str, Trouble] = {
    "3D000": Trouble.NO_DATABASE,
    "28000": Trouble.DENIED,
    "28P01": Trouble.DENIED,
    "53300": Trouble.FULL,
    "57P01": Trouble.LOST,
    "57P02": Trouble.LOST,
    "57P03": Trouble.UNREACHABLE,
    "25006": Trouble.READ_ONLY,
    "42501": Trouble.FORBIDDEN,
    "55P03": Trouble.LOCKED,
    "40P01": Trouble.LOCKED,
    "53100": Trouble.NO_ROOM,
}


_LONGEST_NAME = 63
"""Bytes of a name; the rest is cut off with no more than a notice."""


class PostgreSQL(Plain):
    """PostgreSQL, and servers that speak as it does."""

    name = "postgresql"
    title = "PostgreSQL"
    default_drivers = ("psycopg2", "psycopg", "asyncpg", "pg8000")

    def server_version(self, dialect: Dialect) -> str:
        return dotted(dialect.server_version_info)

    def series(self, version: str) -> str:
        return version.partition(".")[0]

    def database_name(self, url: URL) -> str:
        return url.database or "(the user's own)"

    def connect_arguments(self, driver: str, seconds: float) -> Mapping[str, object]:
        match driver:
            case "psycopg" | "psycopg2" | "psycopg2cffi" | "psycopg_async":
                # libpq takes whole seconds and reads 1 as 2.
                return {"connect_timeout": max(round(seconds), 2)}
            case "asyncpg":
                return {"timeout": seconds}
        return {}

    def explain(self, error: BaseException, url: URL | None) -> Explanation | None:
        trouble = _STATES.get(_state(error)) or next(
            (kind for pattern, kind in _TEXTS if re.search(pattern, str(error), re.IGNORECASE)), None
        )
        return None if trouble is None else _say(trouble, url)

    def shortened_name(self, name: str) -> str | None:
        # https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
        encoded = name.encode()
        return encoded[:_LONGEST_NAME].decode(errors="ignore") if len(encoded) > _LONGEST_NAME else None


def _state(error: BaseException) -> str:
    given = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)
    if given is None and error.args and isinstance(error.args[0], dict):
        given = error.args[0].get("C")  # pg8000
    return str(given or "")


def _say(trouble: Trouble, url: URL | None) -> Explanation:
    where = address(url)
    database = f'"{url.database}"' if url is not None and url.database else "of the URL"
    what, mend = {
        Trouble.NO_DATABASE: (
            f"The database {database} does not exist.",
            f"Create it (CREATE DATABASE {database}) or correct the name.",
        ),
        Trouble.DENIED: (
            f"The server at {where} denied access.",
            "Check the user and the password in the URL (special characters percent-encoded), and pg_hba.conf.",
        ),
        Trouble.FULL: (
            f"The server at {where} has no connection left.",
            "Look at pg_stat_activity for idle sessions, then shrink the application's pools or raise max_connections.",
        ),
        Trouble.UNREACHABLE: (
            f"Cannot connect to the database server at {where}.",
            "Check the host and the port in the URL, and that the server runs and can be reached from here.",
        ),
        Trouble.LOST: (
            f"The connection to {where} was lost.",
            "Look at the server's log; run the same command again when the server is back.",
        ),
        Trouble.READ_ONLY: (f"The database at {where} is read-only (a standby?).", "Name the primary in the URL."),
        Trouble.FOREIGN: (
            f"What answers at {where} is no PostgreSQL server.",
            "Check the host and the port in the URL: another service may listen there.",
        ),
        Trouble.FORBIDDEN: (
            "The user of the URL may not do this.",
            "Let an administrator GRANT it to the user, or connect as the owner of the tables.",
        ),
        Trouble.NO_ROOM: ("The server's disk is full.", "Free some space there, then run the same command again."),
        Trouble.LOCKED: (
            "The statement did not get its lock: it waited too long, or two sessions waited for each other.",
            "Look at pg_stat_activity and pg_locks for who holds it, then run again.",
        ),
    }[trouble]
    return Explanation(trouble=trouble, what=what, mend=mend)
