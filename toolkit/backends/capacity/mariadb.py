"""What MariaDB grants, and what goes on in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.capacity.innodb import InnoDBCapacity, used
from toolkit.backends.sessions.innodb import where_readable
from toolkit.backends.sessions.mariadb import MariaDBSessions
from toolkit.backends.sql.values import Name
from toolkit.capacity import TableUse

# https://mariadb.com/kb/en/user-statistics/ : rows; those of tables in which this user has rights.
_USES = """
SELECT table_schema AS `schema`, table_name AS name, rows_read AS `reads`, rows_changed AS `writes`
FROM information_schema.table_statistics WHERE LOWER(table_name) IN :names
"""
# https://mariadb.com/kb/en/disks-plugin/ : in KiB; installed by few, and for users with the privilege FILE.
_FREE = """
SELECT available AS available FROM information_schema.disks
WHERE LEFT(@@datadir, CHAR_LENGTH(path)) = path ORDER BY CHAR_LENGTH(path) DESC LIMIT 1
"""
_APART = (10, 11)
"""Since then SUPER has it no more."""


class MariaDBCapacity(InnoDBCapacity):
    """MariaDB, whether the URL says ``mariadb`` or ``mysql``."""

    sessions = MariaDBSessions()
    tablespaces = "innodb_sys_tablespaces"

    def exempt(self, connection: Connection) -> Collection[str]:
        # https://mariadb.com/kb/en/grant/#read_only-admin
        had = (connection.dialect.server_version_info or ()) < _APART
        return ("READ_ONLY ADMIN", "SUPER") if had else ("READ_ONLY ADMIN",)

    def uses(self, connection: Connection, tables: Collection[Name]) -> Sequence[TableUse] | None:
        told = super().uses(connection, tables)
        if told is not None or not connection.scalar(text("SELECT @@GLOBAL.userstat")):
            return told
        rows = where_readable(connection, _USES, {"names": [table.name.lower() for table in tables] or [""]})
        return None if rows is None else used(connection, rows, tables)

    def free_bytes(self, connection: Connection) -> int | None:
        rows = where_readable(connection, _FREE, {})
        return int(rows[0]["available"]) * 1024 if rows else None
