"""Sessions of MySQL."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.sessions.innodb import InnoDBSessions, where_readable

_MEMBERS = "SELECT member_host FROM performance_schema.replication_group_members WHERE member_state = 'ONLINE'"
# https://dev.mysql.com/doc/refman/8.0/en/performance-schema-processlist-table.html
_HAS_PROCESSLIST = (8, 0, 22)


class MySQLSessions(InnoDBSessions):
    """Oracle's server, and those that behave as it does."""

    def processlist(self, connection: Connection) -> str:
        # The older table is deprecated, and some drivers pass that warning on with every statement.
        version = connection.dialect.server_version_info or ()
        if version >= _HAS_PROCESSLIST and connection.scalar(text("SELECT @@performance_schema")):
            return "performance_schema.processlist"
        return super().processlist(connection)

    def limit_of_questions(self, seconds: float) -> str:
        return f"max_execution_time = {max(round(seconds * 1000), 1)}"

    def local_only(self, connection: Connection) -> str | None:
        return super().local_only(connection) or _several_primaries(connection)


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
