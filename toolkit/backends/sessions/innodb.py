"""What the sessions of MySQL and MariaDB share. MariaDB does not inherit from MySQL: both stand here."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import BindParameter, bindparam, text
from sqlalchemy.engine import Connection, RowMapping
from sqlalchemy.exc import DBAPIError

from toolkit.backends.sessions.base import Session, Wait
from toolkit.backends.sessions.held import HeldBySession
from toolkit.backends.sql.values import Name

# https://dev.mysql.com/doc/mysql-errors/9.1/en/server-error-reference.html
_UNREADABLE = frozenset({1044, 1109, 1142, 1143, 1146, 1227})
_TIMED_OUT = frozenset({1205, 3572})
_DEADLOCK = 1213
_NO_SUCH_SESSION = 1094
_NOT_ALLOWED = frozenset({1095, 1227})

_END_SECONDS = 10
_POLL_SECONDS = 0.05

# trx_started is told in the time zone of the server, NOW() in that of the session.
_TRANSACTIONS = """
SELECT trx_mysql_thread_id AS id,
       TIMESTAMPDIFF(SECOND, trx_started, CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', 'SYSTEM')) AS seconds
FROM information_schema.innodb_trx ORDER BY trx_started
"""
_ARE_LOCKS_TOLD = """
SELECT enabled FROM performance_schema.setup_instruments
WHERE name = 'wait/lock/metadata/sql/mdl' AND enabled = 'YES'
"""
# The lock of a prepared transaction has an owner that is no thread any more. Locks on everything are those of a backup:
# FLUSH TABLES WITH READ LOCK, LOCK INSTANCE FOR BACKUP, BACKUP STAGE.
_LOCKS = """
SELECT l.object_schema AS `schema`, l.object_name AS name, t.processlist_id AS id, t.thread_id IS NULL AS is_prepared
FROM performance_schema.metadata_locks l LEFT JOIN performance_schema.threads t ON t.thread_id = l.owner_thread_id
WHERE l.lock_status = 'GRANTED'
  AND (l.object_type = 'TABLE' AND LOWER(l.object_name) IN :names
       OR l.object_type IN ('GLOBAL', 'BACKUP LOCK', 'BACKUP') AND l.lock_type IN :backups)
"""
_BACKUPS = (
    "SHARED",
    *(f"BACKUP_{stage}" for stage in ("FTWRL1", "FTWRL2", "BLOCK_DDL", "WAIT_FLUSH", "WAIT_DDL", "WAIT_COMMIT")),
)
_LAST_STATEMENTS = """
SELECT t.processlist_id AS id, s.sql_text AS value
FROM performance_schema.threads t JOIN performance_schema.events_statements_current s ON s.thread_id = t.thread_id
WHERE t.processlist_id IN :ids AND s.sql_text IS NOT NULL
"""
# The second one tells those of the same account only, and may be read by everybody.
_ATTRIBUTES = tuple(
    f"SELECT processlist_id AS id, attr_name AS name, attr_value AS value FROM performance_schema.{table} "  # noqa: S608
    "WHERE processlist_id IN :ids AND attr_name IN ('_pid', 'program_name')"
    for table in ("session_connect_attrs", "session_account_connect_attrs")
)


class InnoDBSessions:
    """The answers that are the same on both servers.

    A timeout undoes the statement alone, unless innodb_rollback_on_timeout is on, which undoes the transaction.
    """

    victims = frozenset({_DEADLOCK})
    """Errors that say that the whole transaction was undone."""
    tells_prepared = True
    """Whether the locks of a prepared transaction are told."""

    def processlist(self, connection: Connection) -> str:
        """What lists sessions, which wants an alias: all with the privilege PROCESS, else those of the same user."""
        return "information_schema.processlist"

    def id(self, connection: Connection) -> str:
        return str(connection.scalar(text("SELECT CONNECTION_ID()")))

    def known_id(self, driver: Any) -> str | None:
        # PyMySQL, mysqlclient, aiomysql; mysql-connector has a number.
        known = getattr(driver, "thread_id", None) or getattr(driver, "connection_id", None)
        return None if known is None else str(known() if callable(known) else known)

    def call_itself(self, connection: Connection, program: str) -> None:
        # A session tells its program while it connects (connection attributes), and not later.
        pass

    def hold(self, connection: Connection, key: str, holder: str) -> HeldBySession | None:
        parameters = {"name": _lock_name(connection, key)}
        if connection.scalar(text("SELECT GET_LOCK(:name, 0)"), parameters) != 1:
            return None
        return HeldBySession(connection=connection, statement="SELECT RELEASE_LOCK(:name)", parameters=parameters)

    def holder(self, connection: Connection, key: str) -> Session | None:
        parameters = {"name": _lock_name(connection, key)}
        found = connection.scalar(text("SELECT IS_USED_LOCK(:name)"), parameters)
        if found is None:
            return None
        told = self.described(connection, {int(found)}, transactions(connection) or {})
        return told[0] if told else Session(id=str(found))

    def local_only(self, connection: Connection) -> str | None:
        # ProxySQL keeps a session that has asked for a lock on its connection, so proxies are not looked for.
        size = status(connection, "wsrep_cluster_size")
        if size is None or int(size) < 1:
            return None
        nodes = "1 node" if int(size) == 1 else f"{int(size)} nodes"
        return f"this is a Galera cluster of {nodes}, and each node keeps locks of its own"

    def limit_waits(self, connection: Connection, seconds: float) -> None:
        # Both servers refuse fractions, and 0 would not wait at all on MariaDB.
        whole = max(math.ceil(seconds), 1)
        connection.exec_driver_sql(f"SET SESSION lock_wait_timeout = {whole}, innodb_lock_wait_timeout = {whole}")

    def only_read(self, connection: Connection, seconds: float, *, patience: float) -> None:
        self.limit_waits(connection, patience)
        connection.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")
        connection.exec_driver_sql(f"SET SESSION {self.limit_of_questions(seconds)}")
        # What has begun already is as it began.
        connection.rollback()

    def limit_of_questions(self, seconds: float) -> str:
        """The assignment that ends each question after so long."""
        raise NotImplementedError

    def waited(self, error: BaseException) -> Wait | None:
        code = code_of(error)
        if code in self.victims:
            return Wait.VICTIM
        return Wait.TIMED_OUT if code in _TIMED_OUT else None

    def blockers(self, connection: Connection, names: Collection[Name]) -> tuple[Session, ...]:
        open_ones = transactions(connection)
        ids = self.holders(connection, names)
        is_told = ids is not None
        if ids is None:
            # Whoever has a transaction open, or may have, and works in one of these databases or in none.
            ids = None if open_ones is None else set(open_ones)
            databases = sorted({schema for schema, _table in _folded(connection, names)})
            found = self.described(connection, ids, open_ones or {}, databases)
            found = [replace(session, is_certain=ids is not None, is_inferred=True) for session in found]
        else:
            found = self.described(connection, ids, open_ones or {})
        if ids is not None and 0 in ids:
            # https://dev.mysql.com/doc/refman/9.1/en/xa-restrictions.html: it outlives its session, and the server.
            age, program = (open_ones or {}).get(0), "a prepared transaction (XA RECOVER names it)"
            is_inferred = not (is_told and self.tells_prepared)
            found.append(Session(id="0", program=program, seconds=age, prepared="", is_inferred=is_inferred))
        return tuple(sorted(found, key=lambda session: _order(session, open_ones or {})))

    def holders(self, connection: Connection, names: Collection[Name]) -> set[int] | None:
        """The sessions that hold a lock on one of these tables; 0 is a prepared transaction. None if not told."""
        if not where_readable(connection, _ARE_LOCKS_TOLD, {}):
            return None
        parameters = {"names": [name.name.lower() for name in names] or [""], "backups": _BACKUPS}
        rows = where_readable(connection, _LOCKS, parameters)
        return None if rows is None else these(connection, rows, names)

    def described(
        self,
        connection: Connection,
        ids: Collection[int] | None,
        open_ones: Mapping[int, float],
        databases: Collection[str] = (),
    ) -> list[Session]:
        """Those of these other sessions that may be seen; all but the server's own where ``ids`` is None."""
        chosen, parameters = "command <> 'Daemon' AND user <> 'system user'", dict[str, Any]()
        if ids is not None:
            chosen, parameters = "id IN :ids", {"ids": list(ids) or [-1]}
        if databases:
            chosen, parameters = (
                f"{chosen} AND (db IS NULL OR LOWER(db) IN :databases)",
                parameters | {"databases": databases},
            )
        statement = f"""
            SELECT id AS id, user AS user, host AS host, command AS command, time AS seconds, info AS query
            FROM {self.processlist(connection)} p WHERE id <> CONNECTION_ID() AND {chosen}
        """  # noqa: S608
        rows = _rows(connection, statement, parameters)
        seen = {"ids": [int(row["id"]) for row in rows] or [-1]}
        last = {int(row["id"]): str(row["value"]) for row in where_readable(connection, _LAST_STATEMENTS, seen) or ()}
        programs = _programs(connection, seen)
        return [
            Session(
                id=str(row["id"]),
                user=row["user"],
                host=row["host"] or None,
                program=programs.get(int(row["id"])),
                seconds=open_ones.get(int(row["id"]), float(row["seconds"] or 0)),
                # A session that does nothing keeps a lock on a table for its transaction alone, or by LOCK TABLES.
                is_idle_in_transaction=row["command"] == "Sleep" and (ids is not None or int(row["id"]) in open_ones),
                query=row["query"] or last.get(int(row["id"])),
            )
            for row in rows
        ]

    def end(self, connection: Connection, session: str) -> bool:
        if not session.isdecimal() or int(session) == 0:
            return False
        try:
            connection.exec_driver_sql(f"KILL {int(session)}")
        except DBAPIError as error:
            if (code := code_of(error)) == _NO_SUCH_SESSION:
                return True
            if code in _NOT_ALLOWED:
                return False
            raise
        deadline = time.monotonic() + _END_SECONDS
        while self._lists(connection, int(session)):
            if time.monotonic() > deadline:
                return False
            time.sleep(_POLL_SECONDS)
        return True

    def _lists(self, connection: Connection, session: int) -> bool:
        there = f"SELECT COUNT(*) FROM {self.processlist(connection)} p WHERE id = :id"  # noqa: S608
        return bool(connection.scalar(text(there), {"id": session}))

    def is_there(self, connection: Connection, session: str) -> bool:
        if not session.isdecimal():
            return False
        processlist = self.processlist(connection)
        statement = f"""
            SELECT COUNT(*) FROM {processlist} other JOIN {processlist} own ON own.id = CONNECTION_ID()
            WHERE other.id = :id AND other.user = own.user AND other.db <=> own.db
        """  # noqa: S608
        return bool(connection.scalar(text(statement), {"id": int(session)}))


def these(connection: Connection, rows: Iterable[RowMapping], names: Collection[Name]) -> set[int]:
    """Whose of the locks are on one of these tables, or on everything."""
    wanted = _folded(connection, names)
    # The server's own threads have no number of a session.
    return {
        int(row["id"] or 0)
        for row in rows
        if (row["id"] is not None or row["is_prepared"])
        and (not row["name"] or (row["schema"].lower(), row["name"].lower()) in wanted)
    }


def transactions(connection: Connection) -> dict[int, float] | None:
    """How long the open transactions are open, by session; 0 is a prepared one. None where that may not be seen."""
    rows = where_readable(connection, _TRANSACTIONS, {})
    if rows is None:
        return None
    # The first of a session is the oldest.
    return {int(row["id"]): float(row["seconds"]) for row in reversed(rows)}


def status(connection: Connection, name: str) -> str | None:
    """One of the server's status variables; None where it has none of that name."""
    row = connection.exec_driver_sql(f"SHOW STATUS LIKE '{name}'").first()
    return None if row is None else str(row[1])


def where_readable(connection: Connection, statement: str, parameters: Mapping[str, Any]) -> list[RowMapping] | None:
    """The rows; None where this user may not read them, or this server has no such table."""
    try:
        return _rows(connection, statement, parameters)
    except DBAPIError as error:
        if code_of(error) not in _UNREADABLE:
            raise
        return None


def _rows(connection: Connection, statement: str, parameters: Mapping[str, Any]) -> list[RowMapping]:
    several: list[BindParameter[Any]] = [bindparam(name, expanding=True) for name in parameters]
    return list(connection.execute(text(statement).bindparams(*several), parameters).mappings())


def _programs(connection: Connection, ids: Mapping[str, Any]) -> dict[int, str]:
    told: dict[int, dict[str, str]] = {}
    for statement in _ATTRIBUTES:
        for row in where_readable(connection, statement, ids) or ():
            told.setdefault(int(row["id"]), {})[row["name"]] = row["value"]
    found = {}
    for session, attributes in told.items():
        pid, program = attributes.get("_pid"), attributes.get("program_name")
        found[session] = " ".join(filter(None, [pid and f"pid {pid}", program and f"({program})"]))
    return found


def _folded(connection: Connection, names: Collection[Name]) -> set[tuple[str, str]]:
    """Database and table in small letters: how a server folds them depends on where it runs."""
    current = str(connection.scalar(text("SELECT DATABASE()")) or "")
    return {((name.schema or current).lower(), name.name.lower()) for name in names}


def _order(session: Session, open_ones: Mapping[int, float]) -> tuple[bool, float]:
    """Open transactions first, the oldest first of all."""
    return int(session.id) not in open_ones, -(session.seconds or 0)


def _lock_name(connection: Connection, key: str) -> str:
    """All databases of a server share the names, which have 64 characters at most."""
    database = str(connection.scalar(text("SELECT DATABASE()"))).lower()
    return f"tk_{hashlib.sha256(f'{database}/{key}'.encode()).hexdigest()[:48]}"


def code_of(error: BaseException) -> int | None:
    """The server's number of a driver's error, or of SQLAlchemy's about one."""
    driver = getattr(error, "orig", None) or error
    number = getattr(driver, "errno", None) or (driver.args[0] if driver.args else None)
    return number if isinstance(number, int) else None
