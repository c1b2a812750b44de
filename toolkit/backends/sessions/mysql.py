"""Sessions of MySQL."""

from __future__ import annotations

import json

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.sessions.innodb import InnoDBSessions, where_readable

_MEMBERS = "SELECT member_host FROM performance_schema.replication_group_members WHERE member_state = 'ONLINE'"
# https://dev.mysql.com/doc/refman/8.0/en/performance-schema-processlist-table.html
_HAS_PROCESSLIST = (8, 0, 22)
# https://dev.mysql.com/doc/refman/8.0/en/json-table-functions.html
_HAS_JSON_TABLE = (8, 0, 4)
_QUERY_LENGTH = 1000
_COLUMNS = {
    "id": "BIGINT",
    "user": "VARCHAR(255)",
    "host": "VARCHAR(500)",
    "db": "VARCHAR(255)",
    "command": "VARCHAR(255)",
    "time": "BIGINT",
    "state": "VARCHAR(255)",
    "info": "LONGTEXT",
}


class MySQLSessions(InnoDBSessions):
    """Oracle's server, and those that behave as it does."""

    def processlist(self, connection: Connection) -> str:
        if getattr(connection.dialect, "is_mariadb", False):
            # Shadows of MySQL may be on it.
            return super().processlist(connection)
        # The older table is deprecated, and some drivers pass that warning on with every statement. Nor can it be read
        # while a statement runs that has a character outside of utf8mb3 (measured on 9.7: error 3854).
        version = connection.dialect.server_version_info or ()
        if version >= _HAS_PROCESSLIST and connection.scalar(text("SELECT @@performance_schema")):
            return "performance_schema.processlist"
        return _shown(connection) if version >= _HAS_JSON_TABLE else super().processlist(connection)

    def limit_of_questions(self, seconds: float) -> str:
        return f"max_execution_time = {max(round(seconds * 1000), 1)}"

    def local_only(self, connection: Connection) -> str | None:
        return super().local_only(connection) or _several_primaries(connection)


def _shown(connection: Connection) -> str:
    """The sessions as SHOW tells them now, for a server whose performance schema is off."""
    rows = connection.exec_driver_sql("SHOW FULL PROCESSLIST").all()
    shown = [dict(zip(_COLUMNS, (*row[:-1], row[-1] and row[-1][:_QUERY_LENGTH]), strict=True)) for row in rows]
    told = json.dumps(shown, default=str).encode()
    columns = ", ".join(f"`{name}` {kind} PATH '$.{name}'" for name, kind in _COLUMNS.items())
    # In hexadecimal there is nothing that a server, a driver or SQLAlchemy could take for something else.
    return f"JSON_TABLE(CONVERT(0x{told.hex()} USING utf8mb4), '$[*]' COLUMNS ({columns}))"


def _several_primaries(connection: Connection) -> str | None:
    """Whether it is a member of a group in multi-primary mode, the only one that the server counts as OFF."""
    mode = "SHOW GLOBAL VARIABLES LIKE 'group_replication_single_primary_mode'"
    row = connection.exec_driver_sql(mode).first()
    if row is None or row[1] != "OFF":
        return None
    members = where_readable(connection, _MEMBERS, {})
    if members is not None and not members:
        return None
    return "this is a group with several primaries, and each of them keeps locks of its own"
