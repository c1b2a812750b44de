"""What to send to the server at hand, to paste. Elsewhere a finding says in words what is to be done."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.backends.mariadb import MariaDB
from toolkit.backends.mysql import MySQL
from toolkit.backends.postgresql import PostgreSQL
from toolkit.backends.sqlite import SQLite


def quoted(backend: str, schema: str | None, name: str) -> str:
    """A table in a text to paste: it may be called like a word of the language."""
    quote = "`" if backend in (MySQL.name, MariaDB.name) else '"'
    return ".".join(_quoted(part, quote) for part in (schema, name) if part is not None)


def end_sessions(backend: str, sessions: Sequence[str]) -> str:
    """So that what they hold is let go. What they have not committed is lost."""
    if backend in (MySQL.name, MariaDB.name):
        return " ".join(f"KILL {session};" for session in sessions)
    if backend == SQLite.name:
        return f"Stop process{'' if len(sessions) == 1 else 'es'} {', '.join(sessions)}."
    if backend == PostgreSQL.name:
        return " ".join(f"SELECT pg_terminate_backend({session});" for session in sessions)
    which = f"session{'' if len(sessions) == 1 else 's'} {', '.join(sessions)}"
    return f"Let an administrator of the server end {which}."


def end_prepared(backend: str, name: str) -> str:
    """A prepared transaction has no session to end; ``name`` is empty where only the server knows it."""
    match backend:
        case PostgreSQL.name:
            return f"ROLLBACK PREPARED {_quoted(name, chr(39))};  -- or COMMIT PREPARED"
        case MariaDB.name:
            return "XA RECOVER FORMAT='SQL';  -- then XA ROLLBACK or XA COMMIT with what it names"
        case MySQL.name:
            return "XA RECOVER CONVERT XID;  -- then XA ROLLBACK or XA COMMIT with what it names"
    return "Let an administrator of the server end the prepared transaction."


def raise_limit(backend: str, connections: int) -> str:
    """``connections`` is what ``max_connections`` is to be."""
    match backend:
        case MySQL.name:
            return f"SET PERSIST max_connections = {connections};"
        case MariaDB.name:
            return f"SET GLOBAL max_connections = {connections};  -- and in my.cnf, or it is gone with a restart"
        case PostgreSQL.name:
            return f"ALTER SYSTEM SET max_connections = {connections};  -- and restart the server"
    return f"Let the server grant {connections} connections."


def raise_user_limit(backend: str, user: str, connections: int) -> str:
    """How many connections one user may have."""
    match backend:
        case MySQL.name | MariaDB.name:
            account = f"{_quoted(user, chr(39))}@'%'"
            return (
                f"ALTER USER {account} WITH MAX_USER_CONNECTIONS {connections};"
                "  -- the host as in SELECT CURRENT_USER()"
            )
        case PostgreSQL.name:
            return f"ALTER ROLE {_quoted(user)} CONNECTION LIMIT {connections};"
    return f"Let the server grant {connections} connections to {user}."


def raise_database_limit(backend: str, database: str, connections: int) -> str:
    """How many connections there may be to one database."""
    if backend == PostgreSQL.name:
        return f"ALTER DATABASE {_quoted(database)} CONNECTION LIMIT {connections};"
    return f"Let the server grant {connections} connections to {database}."


def limit_sleep(backend: str, seconds: int) -> str:
    """Let the server end sessions that do nothing, in time."""
    match backend:
        case MySQL.name:
            return f"SET PERSIST wait_timeout = {seconds};"
        case MariaDB.name:
            return f"SET GLOBAL wait_timeout = {seconds};  -- and in my.cnf, or it is gone with a restart"
        case PostgreSQL.name:
            return f"ALTER SYSTEM SET idle_session_timeout = '{seconds}s';  -- and reload; 14 and newer"
    return f"Let the server end sessions that do nothing for {seconds} s."


def limit_lock_wait(backend: str, database: str | None, seconds: int) -> str:
    """Let the statements of others, too, give up in time."""
    match backend:
        case MySQL.name:
            return f"SET PERSIST lock_wait_timeout = {seconds};"
        case MariaDB.name:
            return f"SET GLOBAL lock_wait_timeout = {seconds};  -- and in my.cnf, or it is gone with a restart"
        case PostgreSQL.name if database:
            return f"ALTER DATABASE {_quoted(database)} SET lock_timeout = '{seconds}s';"
    return f"Let the server end a wait for a lock after {seconds} s."


def full(backend: str) -> str:
    """What a client is told that gets no connection any more."""
    match backend:
        case MySQL.name | MariaDB.name:
            return "`Too many connections`"
        case PostgreSQL.name:
            return "`too many clients already`"
    return "an error"


def gone(backend: str) -> str:
    """What a client is told whose session the server has ended."""
    match backend:
        case MySQL.name | MariaDB.name:
            return "`MySQL server has gone away`"
        case PostgreSQL.name:
            return "`server closed the connection unexpectedly`"
    return "an error"


def _quoted(name: str, quote: str = '"') -> str:
    return f"{quote}{name.replace(quote, quote * 2)}{quote}"
