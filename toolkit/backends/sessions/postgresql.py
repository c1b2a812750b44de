"""Sessions of PostgreSQL."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Collection
from contextlib import suppress
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection, RowMapping

from toolkit.backends.sessions.base import Session, Wait
from toolkit.backends.sessions.held import HeldBySession
from toolkit.backends.sessions.lent import limit_lent, only_read_lent, tells_transactions
from toolkit.backends.sql.values import Name

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_TIMED_OUT = frozenset({"55P03"})
_VICTIM = frozenset({"40P01", "40001"})

_END_SECONDS = 10
_POLL_SECONDS = 0.05

# Of other users' sessions a user without pg_read_all_stats may see no more than that they are there.
_SESSION = """
a.pid::text AS id, a.usename::text AS "user", host(a.client_addr) AS host,
coalesce(nullif(a.application_name, ''), nullif(a.backend_type, 'client backend')) AS program,
extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.query_start))::float AS seconds,
a.state LIKE 'idle in transaction%' AS is_idle, nullif(a.query, '<insufficient privilege>') AS query
"""
# https://www.postgresql.org/docs/current/view-pg-locks.html : the halves of a bigint key.
_HOLDER = f"""
SELECT {_SESSION}
FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND (l.classid::bigint << 32) | l.objid::bigint = CAST(:key AS bigint)
"""  # noqa: S608
# A lock on a table is taken on what inherits from it too; one on an index belongs to its table. (Not to_regclass: it
# raises an error for a schema that this user may not use.)
_RELATIONS = """
WITH RECURSIVE named AS (
    SELECT c.oid
    FROM unnest(CAST(:schemas AS text[]), CAST(:names AS text[])) AS wanted (schema, name)
    JOIN pg_class c ON c.relname = wanted.name
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = wanted.schema OR wanted.schema = '' AND pg_table_is_visible(c.oid)
), relations AS (
    SELECT oid FROM named
    UNION SELECT i.indrelid FROM pg_index i JOIN named n ON n.oid = i.indexrelid
    UNION SELECT h.inhrelid FROM pg_inherits h JOIN relations r ON r.oid = h.inhparent
), locks AS (
    SELECT l.pid, l.virtualtransaction
    FROM pg_locks l JOIN relations r ON r.oid = l.relation
    WHERE l.locktype = 'relation' AND l.granted
      AND l.database IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
)
"""
_BLOCKERS = f"""
{_RELATIONS}
SELECT {_SESSION}, (SELECT min(virtualtransaction) FROM locks WHERE locks.pid = a.pid) AS transaction
FROM pg_stat_activity a
WHERE a.pid IN (SELECT pid FROM locks) AND a.pid <> pg_backend_pid()
  AND a.backend_type IS DISTINCT FROM 'parallel worker'
ORDER BY a.xact_start NULLS LAST, a.pid
"""  # noqa: S608
# Its locks have no process: they are led to it by the one that it has on its own number.
_PREPARED = f"""
{_RELATIONS}
SELECT '0' AS id, p.owner::text AS "user", NULL AS host, 'prepared transaction ' || p.gid AS program,
       extract(epoch FROM clock_timestamp() - p.prepared)::float AS seconds, false AS is_idle, NULL AS query,
       p.gid AS prepared
FROM pg_prepared_xacts p
WHERE EXISTS (
    SELECT 1 FROM pg_locks own JOIN locks USING (virtualtransaction)
    WHERE own.pid IS NULL AND locks.pid IS NULL
      AND own.locktype = 'transactionid' AND own.transactionid = p.transaction
)
ORDER BY p.prepared
"""  # noqa: S608
# The rules of pg_terminate_backend, asked first: its refusal would end the transaction that asks.
_END = """
SELECT CASE WHEN own.rolsuper OR NOT other.rolsuper
                 AND (pg_has_role(a.usesysid, 'USAGE') OR pg_has_role('pg_signal_backend', 'USAGE'))
            THEN pg_terminate_backend(a.pid) ELSE false END
FROM pg_stat_activity a
JOIN pg_roles other ON other.oid = a.usesysid
JOIN pg_roles own ON own.rolname = current_user
WHERE a.pid = CAST(:pid AS integer) AND a.pid <> pg_backend_pid()
"""
_IS_THERE = """
SELECT count(*) FROM pg_stat_activity
WHERE pid = CAST(:pid AS integer) AND usename = session_user AND datname = current_database()
"""


class PostgreSQLSessions:
    """PostgreSQL, and servers that speak as it does.

    Either way of waiting in vain leaves a transaction that can only be rolled back, to a savepoint at best.
    """

    def id(self, connection: Connection) -> str:
        return str(connection.scalar(text("SELECT pg_backend_pid()")))

    def known_id(self, driver: Any) -> str | None:
        known = _pid_of_the_driver(driver)
        return None if known is None else str(known)

    def call_itself(self, connection: Connection, program: str) -> None:
        if not self._is_lent(connection):
            _set(connection, "application_name", program)

    def hold(self, connection: Connection, key: str, holder: str) -> HeldBySession | None:
        parameters = {"key": _number(connection, key)}
        if not connection.scalar(text("SELECT pg_try_advisory_lock(CAST(:key AS bigint))"), parameters):
            return None
        statement = "SELECT pg_advisory_unlock(CAST(:key AS bigint))"
        return HeldBySession(connection=connection, statement=statement, parameters=parameters)

    def holder(self, connection: Connection, key: str) -> Session | None:
        row = _fresh(connection, _HOLDER, {"key": _number(connection, key)})
        return _session(row[0]) if row else None

    def local_only(self, connection: Connection) -> str | None:
        pid = _pid_of_the_driver(connection.connection.driver_connection)
        if pid is None or str(pid) == self.id(connection):
            return None
        return "a pooler stands between, and may give each transaction another session of the server"

    def limit_waits(self, connection: Connection, seconds: float) -> None:
        if self._is_lent(connection) and tells_transactions(connection):
            limit_lent(connection, _milliseconds(seconds))
        else:
            _set(connection, "lock_timeout", _milliseconds(seconds))

    def _is_lent(self, connection: Connection) -> bool:
        """Whether what is set for the session would stay with it for whoever has it next."""
        is_alone = not connection.in_transaction()
        is_lent = self.local_only(connection) is not None
        if is_alone:
            connection.rollback()
        return is_lent

    def only_read(self, connection: Connection, seconds: float, *, patience: float) -> None:
        limits = {"statement_timeout": _milliseconds(seconds), "lock_timeout": _milliseconds(patience)}
        if self.local_only(connection) is not None:
            only_read_lent(connection, limits)
            return
        # Asking began a transaction.
        connection.rollback()
        for name, value in {"default_transaction_read_only": "on", **limits}.items():
            _set(connection, name, value)

    def waited(self, error: BaseException) -> Wait | None:
        state = state_of(error)
        if state in _VICTIM:
            return Wait.VICTIM
        return Wait.TIMED_OUT if state in _TIMED_OUT else None

    def blockers(self, connection: Connection, names: Collection[Name]) -> tuple[Session, ...]:
        parameters = {"schemas": [name.schema or "" for name in names], "names": [name.name for name in names]}
        prepared = connection.execute(text(_PREPARED), parameters).mappings().all()
        return tuple(map(_session, [*prepared, *_fresh(connection, _BLOCKERS, parameters)]))

    def end(self, connection: Connection, session: str) -> bool:
        if not session.isdecimal() or int(session) == 0:
            return False
        parameters = {"pid": int(session)}
        told = _fresh(connection, _END, parameters)
        if not told:
            return not _is_running(connection, parameters)
        if not next(iter(told[0].values())):
            return False
        deadline = time.monotonic() + _END_SECONDS
        while _is_running(connection, parameters):
            if time.monotonic() > deadline:
                return False
            time.sleep(_POLL_SECONDS)
        return True

    def is_there(self, connection: Connection, session: str) -> bool:
        if not session.isdecimal():
            return False
        return bool(next(iter(_fresh(connection, _IS_THERE, {"pid": int(session)})[0].values())))


def _set(connection: Connection, name: str, value: str) -> None:
    """For the session. A rollback of the transaction in which it was set would take it back."""
    is_alone = not connection.in_transaction()
    connection.execute(text("SELECT set_config(:name, :value, false)"), {"name": name, "value": value})
    if is_alone:
        connection.commit()


def _milliseconds(seconds: float) -> str:
    return f"{max(round(seconds * 1000), 1)}ms"


def _fresh(connection: Connection, statement: str, parameters: dict[str, Any]) -> list[RowMapping]:
    """What is true now: within a transaction the server would tell of its sessions as they were at the first look."""
    # https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-STATS-VIEWS
    connection.execute(text("SELECT pg_stat_clear_snapshot()"))
    return list(connection.execute(text(statement), parameters).mappings())


def _is_running(connection: Connection, parameters: dict[str, Any]) -> bool:
    return bool(_fresh(connection, "SELECT 1 FROM pg_stat_activity WHERE pid = CAST(:pid AS integer)", parameters))


def _session(row: RowMapping) -> Session:
    return Session(
        id=row["id"],
        user=row["user"],
        host=row["host"],
        program=row["program"],
        seconds=row["seconds"],
        is_idle_in_transaction=bool(row["is_idle"]),
        query=row["query"] or None,
        transaction=row.get("transaction"),
        prepared=row.get("prepared"),
    )


def _pid_of_the_driver(driver: Any) -> int | None:
    """The process that the server named when the driver connected, as the driver tells it."""
    with suppress(AttributeError):  # asyncpg
        return int(driver.get_server_pid())
    with suppress(AttributeError):  # psycopg, psycopg2
        return int(driver.info.backend_pid)
    with suppress(AttributeError, TypeError):  # pg8000
        return int.from_bytes(driver._backend_key_data[:4], "big")
    return None


def _number(connection: Connection, key: str) -> int:
    database = str(connection.scalar(text("SELECT current_database()::text")))
    return int.from_bytes(hashlib.sha256(f"{database}/{key}".encode()).digest()[:8], "big", signed=True)


def state_of(error: BaseException) -> str:
    """The SQLSTATE of a driver's error, or of SQLAlchemy's about one; empty where there is none."""
    driver = getattr(error, "orig", None) or error
    given = getattr(driver, "sqlstate", None) or getattr(driver, "pgcode", None)
    if given is None and driver.args and isinstance(driver.args[0], dict):
        given = driver.args[0].get("C")  # pg8000
    return str(given or "")
