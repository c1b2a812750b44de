"""What MySQL grants, and what goes on in it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.capacity.innodb import InnoDBCapacity
from toolkit.backends.sessions.innodb import where_readable
from toolkit.backends.sessions.mysql import MySQLSessions
from toolkit.capacity import Replica, TableSize

_MEMBERS = """
SELECT member_host AS host, member_port AS port FROM performance_schema.replication_group_members
WHERE member_id <> @@server_uuid AND member_state IN ('ONLINE', 'RECOVERING') ORDER BY member_host, member_port
"""
_HAS_EXPIRY = (8,)


class MySQLCapacity(InnoDBCapacity):
    """Oracle's server, and those that behave as it does."""

    sessions = MySQLSessions()

    def sizes(self, connection: Connection) -> Sequence[TableSize]:
        # https://dev.mysql.com/doc/refman/8.4/en/information-schema-optimization.html: else they may be a day old, and
        # the server would keep what it has read. Measured: no slower.
        if (connection.dialect.server_version_info or ()) < _HAS_EXPIRY:
            return super().sizes(connection)
        before = int(connection.scalar(text("SELECT @@SESSION.information_schema_stats_expiry")) or 0)
        connection.exec_driver_sql("SET SESSION information_schema_stats_expiry = 0")
        try:
            return super().sizes(connection)
        finally:
            connection.exec_driver_sql(f"SET SESSION information_schema_stats_expiry = {before}")

    def replicas(self, connection: Connection) -> Sequence[Replica]:
        members = where_readable(connection, _MEMBERS, {}) or ()
        of_the_group = [Replica(name=f"{row['host']}:{row['port']} (of the group)", lag=None) for row in members]
        return [*super().replicas(connection), *of_the_group]
