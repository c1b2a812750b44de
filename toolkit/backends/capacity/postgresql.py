"""What PostgreSQL grants, and what goes on in it."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection, RowMapping

from toolkit.backends.capacity import relations
from toolkit.backends.sessions.postgresql import PostgreSQLSessions
from toolkit.backends.sql.values import Name
from toolkit.capacity import Counters, Limits, Replica, Seat, TableSize, TableUse

# What a new session of this user begins with: the server's, or what was set for the database or the role.
_VARIABLES = """
SELECT name, reset_val AS value, unit FROM pg_settings WHERE name IN (
    'deadlock_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout', 'in_hot_standby', 'lock_timeout',
    'max_connections', 'reserved_connections', 'server_version', 'statement_timeout', 'superuser_reserved_connections',
    'track_activities', 'transaction_timeout'
)
"""
# https://www.postgresql.org/docs/current/catalog-pg-db-role-setting.html
_OVERRIDES = """
SELECT split_part(one, '=', 1) AS name, substr(one, strpos(one, '=') + 1) AS value,
       r.rolname AS role, d.datname AS database
FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) AS one
LEFT JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase
WHERE (s.setdatabase = 0 OR d.datname = current_database())
  AND split_part(one, '=', 1) IN ('idle_in_transaction_session_timeout', 'idle_session_timeout', 'lock_timeout',
                                  'statement_timeout', 'transaction_timeout')
"""
# What sessions came to is counted since 14.
_COUNTED = ("numbackends", "deadlocks", "sessions", "sessions_abandoned", "sessions_fatal", "sessions_killed")
_OF_THE_USER = f"""
SELECT quote_ident(r.rolname) AS account, r.rolsuper AS is_super, nullif(r.rolconnlimit, -1) AS user_limit,
       nullif(d.datconnlimit, -1) AS database_limit,
       pg_has_role(r.oid, 'pg_read_all_stats', 'USAGE') AS may_see_all, pg_is_in_recovery() AS is_standby,
       {", ".join(f"to_jsonb(s)->>'{name}' AS {name}" for name in _COUNTED)}
FROM pg_roles r JOIN pg_database d ON d.datname = current_database() JOIN pg_stat_database s ON s.datid = d.oid
WHERE r.rolname = session_user
"""  # noqa: S608
# Of another role's session a user without pg_read_all_stats sees the role, the database and the program alone.
_CLIENTS = """
FROM pg_stat_activity a
WHERE a.pid <> pg_backend_pid() AND a.datid IS NOT NULL AND a.usesysid IS NOT NULL
  AND coalesce(a.backend_type, 'client backend') = 'client backend'
"""
_SEATS = f"""
SELECT a.pid::text AS id, a.usename::text AS "user", host(a.client_addr) AS host, a.datname::text AS database,
       nullif(a.application_name, '') AS program, coalesce(a.state, '') AS state,
       coalesce(extract(epoch FROM clock_timestamp() - coalesce(a.state_change, a.backend_start)), 0)::float AS seconds,
       extract(epoch FROM clock_timestamp() - a.xact_start)::float AS transaction_seconds,
       coalesce(a.state LIKE 'idle%', false) AS is_idle, coalesce(a.wait_event_type = 'Lock', false) AS is_waiting,
       nullif(nullif(a.query, '<insufficient privilege>'), '') AS query
{_CLIENTS} ORDER BY a.pid
"""  # noqa: S608
# The state of another role's session may not be seen, and is 'disabled' without track_activities.
_IN_TRANSACTION = f"""
SELECT count(*) FILTER (WHERE a.state <> 'idle') AS n,
       count(*) FILTER (WHERE a.datname = current_database() AND coalesce(a.state, 'disabled') = 'disabled') AS hidden
{_CLIENTS}
"""
# A new session counts as a transaction of its own. It is counted itself since 14.
_COUNTERS = """
SELECT xact_commit + xact_rollback - coalesce(CAST(to_jsonb(s)->>'sessions' AS bigint), 0) AS transactions,
       txid_snapshot_xmax(txid_current_snapshot()) AS writes
FROM pg_stat_database s WHERE datname = current_database()
"""
# How late it is, is not told of one that has nothing to do.
_REPLICAS = """
SELECT concat_ws('@', nullif(application_name, ''), host(client_addr)) AS name,
       coalesce(extract(epoch FROM replay_lag)::float, CASE WHEN replay_lsn = sent_lsn THEN 0 END) AS lag
FROM pg_stat_replication WHERE state IS DISTINCT FROM 'backup' ORDER BY application_name, pid
"""
# The rules of pg_cancel_backend, asked first: its refusal would end the transaction that asks.
_CANCEL = """
SELECT CASE WHEN own.rolsuper OR NOT other.rolsuper
                 AND (pg_has_role(a.usesysid, 'USAGE') OR pg_has_role('pg_signal_backend', 'USAGE'))
            THEN pg_cancel_backend(a.pid) ELSE false END
FROM pg_stat_activity a
JOIN pg_roles other ON other.oid = a.usesysid
JOIN pg_roles own ON own.rolname = current_user
WHERE a.pid = CAST(:pid AS integer) AND a.pid <> pg_backend_pid()
"""


class PostgreSQLCapacity:
    """PostgreSQL, and servers that speak as it does."""

    counts_pings = True
    sessions = PostgreSQLSessions()

    def limits(self, connection: Connection) -> Limits:
        variables = {row["name"]: row for row in _rows(connection, _VARIABLES)}
        (own,) = _rows(connection, _OF_THE_USER)
        pooler = self.sessions.local_only(connection)
        counted = {name: own[name] for name in _COUNTED if own[name] is not None}
        settings = {name: f"{row['value']}{row['unit'] or ''}" for name, row in variables.items()}
        return Limits(
            max_connections=int(variables["max_connections"]["value"]),
            reserved=sum(
                int(variables[name]["value"])
                for name in ("superuser_reserved_connections", "reserved_connections")
                if name in variables
            ),
            # A superuser is let in beyond them.
            user_limit=None if own["is_super"] else own["user_limit"],
            database_limit=own["database_limit"],
            idle_timeout=_seconds(variables, "idle_session_timeout"),
            idle_in_transaction_timeout=_seconds(variables, "idle_in_transaction_session_timeout"),
            lock_timeout=_seconds(variables, "lock_timeout"),
            statement_timeout=_seconds(variables, "statement_timeout"),
            read_only="it is a standby, and in recovery" if own["is_standby"] else None,
            # They do not tell their names to clients of the database, nor what they pool.
            pooler=None if pooler is None else "PgBouncer or the like, which may pool transactions",
            settings=tuple(sorted((settings | counted | dict(_overrides(connection))).items())),
            unseen=tuple(_unseen(own, variables, pooler)),
        )

    def seats(self, connection: Connection) -> Sequence[Seat]:
        return [Seat(**row) for row in _fresh(connection, _SEATS)]

    def in_transaction(self, connection: Connection) -> int | None:
        """None where sessions in the same database hide what they do; those of others that hide it are left out."""
        (row,) = _fresh(connection, _IN_TRANSACTION)
        return None if row["hidden"] else int(row["n"])

    def counters(self, connection: Connection) -> Counters:
        """``transactions`` of this database, ``writes`` the transactions of the whole server that changed something.

        A session reports what it counted when a transaction ends, once a second at most, and after ten seconds where
        it does no more: a difference is wrong by the traffic of a second or so, whatever its interval (measured: 131
        for 113 in 3 seconds, 482 for 474 in 12). A request of SQLAlchemy is one transaction, with ``pre_ping`` two.
        Statements are not counted by kind.
        """
        (row,) = _fresh(connection, _COUNTERS)
        return Counters(at=time.monotonic(), transactions=int(row["transactions"]), writes=int(row["writes"]))

    def sizes(self, connection: Connection) -> Sequence[TableSize]:
        return relations.sizes(connection)

    def uses(self, connection: Connection, tables: Collection[Name]) -> Sequence[TableUse] | None:
        return relations.uses(connection, tables)

    def free_bytes(self, connection: Connection) -> int | None:
        return None

    def replicas(self, connection: Connection) -> Sequence[Replica]:
        """How late they are is told to those who may read all statistics."""
        return [Replica(name=row["name"] or "(unnamed)", lag=row["lag"]) for row in _fresh(connection, _REPLICAS)]

    def rights_missing(self, connection: Connection, statements: Collection[str]) -> Sequence[str]:
        return relations.rights_missing(connection, statements)

    def cancel(self, connection: Connection, session: str) -> bool:
        if not session.isdecimal() or int(session) == 0:
            return False
        told = _fresh(connection, _CANCEL, {"pid": int(session)})
        return bool(told) and bool(next(iter(told[0].values())))


def _rows(connection: Connection, statement: str, parameters: Mapping[str, Any] | None = None) -> list[RowMapping]:
    return list(connection.execute(text(statement), parameters or {}).mappings())


def _fresh(connection: Connection, statement: str, parameters: Mapping[str, Any] | None = None) -> list[RowMapping]:
    """What is true now: within a transaction the server tells what it told first."""
    # https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-STATS-VIEWS
    connection.execute(text("SELECT pg_stat_clear_snapshot()"))
    return _rows(connection, statement, parameters)


def _seconds(variables: Mapping[str, RowMapping], name: str) -> float | None:
    """None for 0, which is no limit, and where this server has no such variable. All of these are in milliseconds."""
    return int(variables[name]["value"]) / 1000 or None if name in variables else None


def _overrides(connection: Connection) -> Iterator[tuple[str, str]]:
    for row in _rows(connection, _OVERRIDES):
        whose = [f"{kind} {row[kind]}" for kind in ("role", "database") if row[kind] is not None]
        yield f"{row['name']} ({' in '.join(whose) or 'all roles'})", row["value"]


def _unseen(own: RowMapping, variables: Mapping[str, RowMapping], pooler: str | None) -> Iterator[str]:
    if not (own["is_super"] or own["may_see_all"]):
        yield (
            "What sessions of other roles do may not be seen by this user; "
            f"GRANT pg_read_all_stats TO {own['account']}; lets it."
        )
    if variables["track_activities"]["value"] == "off":
        yield "What sessions do is not told: track_activities is off."
    if pooler is not None:
        yield "How many clients the pooler lets in, and how long it keeps them, only its own settings tell."
