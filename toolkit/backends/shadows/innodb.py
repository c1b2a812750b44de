"""Shadow databases of MySQL and MariaDB."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import suppress

from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import DBAPIError

from toolkit.backends.shadows.base import LOCK_SECONDS, Likeness
from toolkit.catalog.values import Table

_LIVE = """
SELECT default_character_set_name AS charset, default_collation_name AS collation
FROM information_schema.schemata WHERE schema_name = DATABASE()
"""


# Accounts, rights and the server's settings are everybody's.
_OF_THE_SERVER = re.compile(
    r"\s*(?:(?:CREATE|ALTER|DROP|RENAME)\s+(?:USER|ROLE)|GRANT|REVOKE|SET\s+(?:GLOBAL|PERSIST|@@GLOBAL|DEFAULT\s+ROLE)|FLUSH|"
    r"SET\s+PASSWORD|(?:CREATE|DROP)\s+(?:DATABASE|SCHEMA))\b",
    re.IGNORECASE,
)
_TEXT_OR_COMMENT = re.compile(
    r"'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\"|/\*(?![!M]).*?\*/|(?:--\s|#)[^\n]*", re.DOTALL
)
_NAME = r"(?:`((?:[^`]|``)+)`|([\w$]+))"
# Where a table's name stands: elsewhere what precedes a dot is an alias.
_QUALIFIED = re.compile(
    rf"\b(?:FROM|JOIN|INTO|UPDATE|IGNORE|TABLE|EXISTS|REFERENCES|VIEW|TRUNCATE|DESCRIBE|INDEX\s+\S+\s+ON|FOR|TRIGGER|RENAME|TO)"
    rf"\s+{_NAME}\s*\.\s*[`\w$]|\bROW\s+ON\s+{_NAME}\s*\.|^\s*USE\s+{_NAME}",
    re.IGNORECASE,
)


class InnoDBShadows:
    """The same on both servers."""

    holds_schemas = False

    def likeness(self, live: Connection) -> Likeness:
        row = live.execute(text(_LIVE)).one()
        mode = live.scalar(text("SELECT @@SESSION.sql_mode"))
        return Likeness(
            options=f"CHARACTER SET {row.charset} COLLATE {row.collation}",
            session=(
                f"SET SESSION lock_wait_timeout = {LOCK_SECONDS}, innodb_lock_wait_timeout = {LOCK_SECONDS}",
                # The names of modes are words and underscores.
                f"SET SESSION sql_mode = '{mode}'",
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
        sessions = "SELECT id FROM information_schema.processlist WHERE db = :name AND id <> CONNECTION_ID()"
        for session in server.scalars(text(sessions), {"name": name}).all():
            with suppress(DBAPIError):
                server.exec_driver_sql(f"KILL {int(session)}")
        server.exec_driver_sql(f"SET SESSION lock_wait_timeout = {LOCK_SECONDS}")
        server.exec_driver_sql(f"DROP DATABASE IF EXISTS `{name}`")

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

    def spelled(self, statement: str) -> str | None:
        return None if _OF_THE_SERVER.match(statement) else statement

    def others(self, shadow: Connection) -> Sequence[str]:
        own = ("information_schema", "mysql", "performance_schema", "sys")
        rows = shadow.scalars(
            text("SELECT schema_name FROM information_schema.schemata WHERE schema_name <> DATABASE()")
        )
        return [name for name in rows if name.lower() not in own]

    def stranger(self, statement: str, databases: Collection[str]) -> str | None:
        known = {name.lower(): name for name in databases}
        for found in _QUALIFIED.finditer(_TEXT_OR_COMMENT.sub(" ", statement)):
            name = next(group for group in found.groups() if group).replace("``", "`").lower()
            if name in known:
                return known[name]
        return None
