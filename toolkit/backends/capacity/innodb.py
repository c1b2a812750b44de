"""What MySQL and MariaDB share in telling what they grant. MariaDB does not inherit from MySQL: both stand here."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.engine import Connection, RowMapping
from sqlalchemy.exc import DBAPIError

from toolkit.backends.capacity import privileges
from toolkit.backends.capacity.proxies import proxy_of
from toolkit.backends.sessions.innodb import InnoDBSessions, code_of, transactions, where_readable
from toolkit.backends.sql.values import Name
from toolkit.capacity import Counters, Limits, Replica, Seat, TableSize, TableUse

# https://dev.mysql.com/doc/mysql-errors/9.1/en/server-error-reference.html
_CANNOT_KILL = frozenset({1094, 1095, 1227})

_VARIABLES = """
SHOW GLOBAL VARIABLES WHERE Variable_name IN (
    'admin_address', 'connect_timeout', 'extra_max_connections', 'extra_port', 'idle_readonly_transaction_timeout',
    'idle_transaction_timeout', 'idle_write_transaction_timeout', 'innodb_lock_wait_timeout',
    'innodb_rollback_on_timeout', 'interactive_timeout', 'lock_wait_timeout', 'max_connections', 'max_execution_time',
    'max_statement_time', 'max_user_connections', 'performance_schema', 'read_only', 'super_read_only',
    'thread_handling', 'version', 'version_comment', 'wait_timeout'
)
"""
_STATUS = """
SHOW GLOBAL STATUS WHERE Variable_name IN (
    'Aborted_clients', 'Aborted_connects', 'Max_used_connections', 'Threads_connected', 'Threads_running', 'Uptime'
) OR Variable_name LIKE 'Connection_errors_%'
"""
_MAY_SEE_ALL = "SELECT 1 FROM information_schema.innodb_trx LIMIT 1"
_WAITING_FOR_ROWS = "SELECT trx_mysql_thread_id AS id FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'"
# https://dev.mysql.com/doc/refman/8.4/en/general-thread-states.html
_WAITING = re.compile(r"Waiting for .*\block\b|Waiting for table flush|User lock|Waiting for .*FTWRL", re.IGNORECASE)
_COUNTED = """
SHOW GLOBAL STATUS WHERE Variable_name IN ('Com_commit', 'Com_select', 'Handler_rollback', 'Binlog_cache_use')
"""
# SEQUENCE is MariaDB's, and its rows are none.
_SIZES = """
SELECT table_name AS name, COALESCE(table_rows, 0) AS `rows`,
       COALESCE(data_length, 0) AS data_bytes, COALESCE(index_length, 0) AS index_bytes
FROM information_schema.tables
WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY table_name
"""
# A table that was not used since the server started has no row.
_USES = """
SELECT object_schema AS `schema`, object_name AS name, count_read AS `reads`, count_write AS `writes`
FROM performance_schema.table_io_waits_summary_by_table
WHERE object_type = 'TABLE' AND LOWER(object_name) IN :names
"""
_STALE = 3
"""How many times as large as told a file must be; a small one is mostly empty."""
_ARE_USES_TOLD = """
SELECT enabled FROM performance_schema.setup_instruments
WHERE name = 'wait/io/table/sql/handler' AND enabled = 'YES'
"""


class InnoDBCapacity:
    """The answers that are the same on both servers."""

    counts_pings = False
    sessions = InnoDBSessions()
    tablespaces = "innodb_tablespaces"
    """The table of information_schema that tells the files."""

    def limits(self, connection: Connection) -> Limits:
        told = _told(connection, _VARIABLES)
        status = _told(connection, _STATUS)
        # Of the account; the server's own where the account has none. An ordinary user gets none at -1.
        own = int(connection.scalar(text("SELECT @@SESSION.max_user_connections")) or 0)
        pooler = proxy_of(connection, self.sessions)
        read_only = _read_only(told)
        return Limits(
            # One more is let in, for SUPER or CONNECTION_ADMIN: none of these is reserved.
            max_connections=int(told["max_connections"]),
            user_limit=max(own, 0) if own else None,
            connected=int(status["Threads_connected"]),
            peak_used=int(status["Max_used_connections"]),
            idle_timeout=_seconds(told, "wait_timeout"),
            idle_in_transaction_timeout=_seconds(told, "idle_transaction_timeout"),
            lock_timeout=_seconds(told, "lock_wait_timeout"),
            statement_timeout=self.statement_timeout(told),
            read_only=read_only,
            passes_read_only=_binds_some(read_only) and privileges.has_any(connection, self.exempt(connection)),
            pooler=pooler,
            settings=tuple(sorted((told | status | {"max_user_connections (this user)": str(own)}).items())),
            unseen=tuple(self._unseen(connection, told, pooler)),
        )

    def exempt(self, connection: Connection) -> Collection[str]:
        """Privileges with which read_only is no obstacle; super_read_only is one for everybody."""
        return ("SUPER", "CONNECTION_ADMIN")

    def statement_timeout(self, variables: Mapping[str, str]) -> float | None:
        """MariaDB's is in seconds, and for every statement; MySQL's is in milliseconds, and for SELECT alone."""
        if "max_execution_time" in variables:
            return (_seconds(variables, "max_execution_time") or 0) / 1000 or None
        return _seconds(variables, "max_statement_time")

    def seats(self, connection: Connection) -> Sequence[Seat]:
        open_ones = transactions(connection) or {}
        waiting = {int(row["id"]) for row in where_readable(connection, _WAITING_FOR_ROWS, {}) or ()}
        seen = {session.id: session for session in self.sessions.described(connection, None, open_ones)}
        statement = f"""
            SELECT id AS id, db AS db, command AS command, state AS state, time AS seconds
            FROM {self.sessions.processlist(connection)} p
        """  # noqa: S608
        rows = connection.execute(text(statement)).mappings()
        return [
            Seat(
                id=session.id,
                user=session.user,
                host=session.host,
                database=row["db"],
                program=session.program,
                state=_state(row),
                seconds=float(max(row["seconds"] or 0, 0)),
                transaction_seconds=open_ones.get(int(session.id)),
                is_idle=row["command"] == "Sleep",
                is_waiting=int(session.id) in waiting or bool(_WAITING.search(row["state"] or "")),
                query=session.query,
            )
            for row in rows
            if (session := seen.get(str(row["id"]))) is not None
        ]

    def in_transaction(self, connection: Connection) -> int | None:
        """Prepared transactions and those of the server's own threads are left out.

        InnoDB renews the list only when nobody has read it for a tenth of a second: asked faster, it stays as it was.
        """
        statement = f"""
            SELECT COUNT(DISTINCT p.id) AS n
            FROM information_schema.innodb_trx t
            JOIN {self.sessions.processlist(connection)} p ON p.id = t.trx_mysql_thread_id
            WHERE p.id <> CONNECTION_ID() AND p.user <> 'system user' AND p.command <> 'Daemon'
        """  # noqa: S608
        rows = where_readable(connection, statement, {})
        return None if rows is None else int(rows[0]["n"])

    def counters(self, connection: Connection) -> Counters:
        """``transactions`` are the requests of applications that use SQLAlchemy; ``writes`` those that change rows.

        Measured: such a request ends with a COMMIT, or with a rollback that InnoDB has to do. Com_rollback tells
        neither: a pool sends a ROLLBACK more with each connection that comes back, and a Session that only read sends
        two in all. Requests of connections that commit by themselves (AUTOCOMMIT) are not counted.
        """
        at = time.monotonic()
        told = {name: int(value) for name, value in _told(connection, _COUNTED).items()}
        # Without a binary log nothing tells transactions that wrote from others that were committed.
        has_log = bool(connection.scalar(text("SELECT @@GLOBAL.log_bin")))
        return Counters(
            at=at,
            transactions=told["Com_commit"] + told["Handler_rollback"],
            reads=told["Com_select"],
            writes=told["Binlog_cache_use" if has_log else "Com_commit"],
        )

    def sizes(self, connection: Connection) -> Sequence[TableSize]:
        files = self._files(connection)
        return [
            _sized(row["name"], int(row["rows"]), int(row["data_bytes"]), int(row["index_bytes"]), files)
            for row in connection.execute(text(_SIZES)).mappings()
        ]

    def _files(self, connection: Connection) -> Mapping[str, int]:
        """How large the files of the tables are; only of names that need no encoding, and with PROCESS."""
        statement = f"""
            SELECT SUBSTRING_INDEX(name, '/', -1) AS name, file_size AS size
            FROM information_schema.{self.tablespaces} WHERE name LIKE CONCAT(DATABASE(), '/%')
        """  # noqa: S608
        rows = where_readable(connection, statement, {}) or ()
        return {row["name"]: int(row["size"] or 0) for row in rows}

    def uses(self, connection: Connection, tables: Collection[Name]) -> Sequence[TableUse] | None:
        if not where_readable(connection, _ARE_USES_TOLD, {}):
            return None
        rows = where_readable(connection, _USES, {"names": [table.name.lower() for table in tables] or [""]})
        return None if rows is None else used(connection, rows, tables)

    def free_bytes(self, connection: Connection) -> int | None:
        return None

    def replicas(self, connection: Connection) -> Sequence[Replica]:
        """Whoever reads the binary log, be it a program that passes changes on. How late it is, only it knows."""
        statement = f"""
            SELECT host AS host FROM {self.sessions.processlist(connection)} p
            WHERE command LIKE 'Binlog Dump%' ORDER BY host
        """  # noqa: S608
        return [Replica(name=str(host), lag=None) for host in connection.scalars(text(statement))]

    def rights_missing(self, connection: Connection, statements: Collection[str]) -> Sequence[str]:
        return privileges.missing(connection, statements)

    def cancel(self, connection: Connection, session: str) -> bool:
        if not session.isdecimal() or int(session) == 0 or session == self.sessions.id(connection):
            return False
        try:
            connection.exec_driver_sql(f"KILL QUERY {int(session)}")
        except DBAPIError as error:
            if code_of(error) not in _CANNOT_KILL:
                raise
            return False
        return True

    def _unseen(self, connection: Connection, variables: Mapping[str, str], pooler: str | None) -> list[str]:
        found = []
        if where_readable(connection, _MAY_SEE_ALL, {}) is None:
            found.append(
                "Sessions of other users, and open transactions, may not be seen by this user; "
                f"GRANT PROCESS ON *.* TO {privileges.account_of(connection)}; lets it."
            )
        if variables.get("performance_schema") == "OFF":
            found.append(
                "What idle sessions executed last, and what programs they are, is not told: "
                "performance_schema is off, and takes a restart of the server to be on."
            )
        if pooler is not None:
            found.append("How many clients the proxy lets in, and how long it keeps them, only its own settings tell.")
        return found


def _read_only(variables: Mapping[str, str]) -> str | None:
    """The one that binds the most. MariaDB has other words than ON, too: https://mariadb.com/kb/en/read_only/."""
    told = ((name, variables.get(name, "OFF").upper()) for name in ("super_read_only", "read_only"))
    return next((f"{name} is {value}" for name, value in told if value not in ("OFF", "0")), None)


def _binds_some(read_only: str | None) -> bool:
    """Whether those who have the privilege are let write."""
    return read_only is not None and not read_only.startswith("super_") and not read_only.endswith("NO_ADMIN")


def used(connection: Connection, rows: Sequence[RowMapping], tables: Collection[Name]) -> list[TableUse]:
    """How much each of the tables was used; one that has no row was not, since the server counts."""
    current = str(connection.scalar(text("SELECT DATABASE()")) or "")
    told = {(row["schema"].lower(), row["name"].lower()): row for row in rows}
    told |= {(row["schema"], row["name"]): row for row in rows}
    found = []
    for table in tables:
        schema = table.schema or current
        row = told.get((schema, table.name)) or told.get((schema.lower(), table.name.lower()))
        reads, writes = (0, 0) if row is None else (int(row["reads"]), int(row["writes"]))
        found.append(TableUse(schema=table.schema, name=table.name, reads=reads, writes=writes))
    return found


def _told(connection: Connection, statement: str) -> dict[str, str]:
    return {str(name): str(value) for name, value in connection.execute(text(statement))}


def _seconds(variables: Mapping[str, str], name: str) -> float | None:
    """None for 0, which is no limit, and where this server has no such variable."""
    return float(variables.get(name, 0)) or None


def _state(row: RowMapping) -> str:
    """The command, and what it is at: ``Query: Waiting for table metadata lock``."""
    return f"{row['command']}: {row['state']}" if row["state"] and row["command"] != "Sleep" else str(row["command"])


def _sized(name: str, rows: int, data: int, indexes: int, files: Mapping[str, int]) -> TableSize:
    """What was just filled has its rows counted at once, and its pages only when the server finds the time."""
    stale = files.get(name, 0) / _STALE > data + indexes
    whole = files[name] if stale else data + indexes
    return TableSize(schema=None, name=name, rows=rows, bytes=whole, data_bytes=whole - indexes if stale else data)
