"""Shadow databases of MySQL and MariaDB."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import DBAPIError

from toolkit.backends.sessions.innodb import InnoDBSessions
from toolkit.backends.sessions.mariadb import MariaDBSessions
from toolkit.backends.sessions.mysql import MySQLSessions
from toolkit.backends.shadows.base import LOCK_SECONDS, Likeness
from toolkit.backends.shadows.innodb_names import moved, stranger_in
from toolkit.backends.shadows.innodb_tables import joined

if TYPE_CHECKING:
    from toolkit.catalog.values import Table

_LIVE = """
SELECT default_character_set_name AS charset, default_collation_name AS collation, @@SESSION.sql_mode AS mode
FROM information_schema.schemata WHERE schema_name = DATABASE()
"""


# Accounts, rights and the server's settings are everybody's.
_OF_THE_SERVER = re.compile(
    # Comments may stand before, and the statement itself in one that the server runs.
    r"(?:\s+|(?:--|#)[^\n]*(?:\n|$)|/\*(?!M?!).*?\*/|/\*M?!\d*)*+"
    r"(?:(?:CREATE|ALTER|DROP|RENAME)\s+(?:USER|ROLE)|GRANT|REVOKE|FLUSH|KILL|SHUTDOWN|RESTART|PURGE|"
    r"RESET\s+(?:MASTER|SLAVE|REPLICA|BINARY|PERSIST)|CHANGE\s+(?:MASTER|REPLICATION)|"
    r"(?:START|STOP)\s+(?:ALL\s+)?(?:SLAVE|SLAVES|REPLICA|GROUP_REPLICATION)|(?:UN)?INSTALL\s|"
    r"SET\s+(?:[^'\"]*,\s*)?(?:GLOBAL|PERSIST|PERSIST_ONLY|@@GLOBAL|@@PERSIST|@@PERSIST_ONLY|DEFAULT\s+ROLE|PASSWORD)|"
    r"(?:CREATE|DROP)\s+(?:DATABASE|SCHEMA))\b",
    re.IGNORECASE | re.DOTALL,
)


class InnoDBShadows:
    """The same on both servers, but for where they list their sessions."""

    holds_schemas = False
    takes_long = False

    def __init__(self, sessions: InnoDBSessions) -> None:
        self.sessions = sessions

    def likeness(self, live: Connection) -> Likeness:
        row = live.execute(text(_LIVE)).one()
        return Likeness(
            options=f"CHARACTER SET {row.charset} COLLATE {row.collation}",
            session=(
                f"SET SESSION lock_wait_timeout = {LOCK_SECONDS}, innodb_lock_wait_timeout = {LOCK_SECONDS}",
                # The names of modes are words and underscores.
                f"SET SESSION sql_mode = '{row.mode}'",
            ),
        )

    def server(self, url: URL) -> URL:
        # A user may have no right to any other database.
        return url._replace(database=None)

    def url(self, url: URL, name: str) -> URL:
        return url.set(database=name)

    def names(self, server: Connection, prefix: str) -> Sequence[str]:
        pattern = "SELECT schema_name FROM information_schema.schemata WHERE LEFT(schema_name, :length) = :prefix"
        return server.scalars(text(pattern), {"length": len(prefix), "prefix": prefix}).all()

    def create(self, server: Connection, name: str, likeness: Likeness) -> None:
        server.exec_driver_sql(f"CREATE DATABASE `{name}` {likeness.options}")

    def drop(self, server: Connection, name: str) -> None:
        # A killed client's statement may wait on in its session, and hold what DROP needs.
        listed = self.sessions.processlist(server)
        sessions = f"SELECT id FROM {listed} p WHERE db = :name AND id <> CONNECTION_ID()"  # noqa: S608
        for session in server.scalars(text(sessions), {"name": name}).all():
            with suppress(DBAPIError):
                server.exec_driver_sql(f"KILL {int(session)}")
        server.exec_driver_sql(f"SET SESSION lock_wait_timeout = {LOCK_SECONDS}")
        server.exec_driver_sql(f"DROP DATABASE IF EXISTS `{name}`")

    def drop_from_within(self, shadow: Connection, name: str) -> bool:
        try:
            self.drop(shadow, name)
        except DBAPIError:
            # Whatever the revisions did to this session: another one may be let.
            return False
        return True

    def grant(self, server: Connection, prefix: str) -> str:
        user, _, host = str(server.scalar(text("SELECT CURRENT_USER()"))).rpartition("@")
        escaped = prefix.replace("_", r"\_")
        named = "@".join("'" + part.replace("'", "''") + "'" for part in (user, host))
        return f"GRANT ALL PRIVILEGES ON `{escaped}%`.* TO {named};"

    def schema_names(self, live: Connection) -> Sequence[str]:
        return ()

    def schemas(self, names: Sequence[str]) -> Sequence[str]:
        return ()

    def defaults_of(self, tables: Sequence[Table]) -> Sequence[str]:
        told = Counter(tuple(map(dict(table.options).get, ("charset", "collation"))) for table in tables)
        # Names of charsets and collations are words and underscores.
        return [
            f"ALTER DATABASE CHARACTER SET {both[0]} COLLATE {both[1]}" for both, _ in told.most_common(1) if all(both)
        ]

    @property
    def lets_refer(self) -> Sequence[str] | None:
        return ("SET SESSION foreign_key_checks = 0",)

    def with_indexes(self, table: str, indexes: Sequence[str]) -> str | None:
        return joined(table, indexes)

    def spelled(self, statement: str) -> str | None:
        return None if _OF_THE_SERVER.match(statement) else statement

    def others(self, shadow: Connection) -> Sequence[str]:
        return other_databases(shadow)

    def stranger(self, statement: str, databases: Collection[str]) -> str | None:
        return stranger_in(statement, databases)

    def moved(self, statement: str, live: str | None, shadow: str | None) -> str:
        return moved(statement, live, shadow) if live and shadow else statement


def mysql_shadows() -> InnoDBShadows:
    """Those of MySQL."""
    return InnoDBShadows(MySQLSessions())


def mariadb_shadows() -> InnoDBShadows:
    """Those of MariaDB."""
    return InnoDBShadows(MariaDBSessions())


def other_databases(connection: Connection) -> Sequence[str]:
    """All that are not the server's own, but for the one at hand."""
    own = ("information_schema", "mysql", "performance_schema", "sys")
    rows = connection.scalars(
        text("SELECT schema_name FROM information_schema.schemata WHERE schema_name <> DATABASE()")
    )
    return [name for name in rows if name.lower() not in own]
