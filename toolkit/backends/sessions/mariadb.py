"""Sessions of MariaDB."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.engine import Connection

from toolkit.backends.sessions.innodb import InnoDBSessions, these, transactions, where_readable
from toolkit.backends.sql.values import Name

# https://mariadb.com/kb/en/metadata-lock-info-plugin/ : installed by few, while the performance schema is off in most.
_LOCKS = """
SELECT thread_id AS id, table_schema AS `schema`, table_name AS name, 0 AS is_prepared
FROM information_schema.metadata_lock_info
WHERE thread_id <> CONNECTION_ID()
  AND (lock_type = 'Table metadata lock' AND LOWER(table_name) IN :names
       OR lock_type IN ('Global read lock', 'Backup lock') AND lock_mode IN :backups)
"""
_BACKUPS = tuple(
    f"MDL_{mode}"
    for mode in (
        "SHARED",
        *(f"BACKUP_{stage}" for stage in ("FTWRL1", "FTWRL2", "BLOCK_DDL", "WAIT_FLUSH", "WAIT_DDL", "WAIT_COMMIT")),
    )
)


class MariaDBSessions(InnoDBSessions):
    """MariaDB, whether the URL says ``mariadb`` or ``mysql``."""

    # Measured on 10.11: under innodb_snapshot_isolation (the default since 11.6) a row that another transaction has
    # changed since ends the whole transaction with 1020.
    victims = InnoDBSessions.victims | {1020}
    tells_prepared = False

    def limit_of_questions(self, seconds: float) -> str:
        return f"max_statement_time = {seconds:.3f}"

    def holders(self, connection: Connection, names: Collection[Name]) -> set[int] | None:
        told = super().holders(connection, names)
        told = self._plugged_in(connection, names) if told is None else told
        # Which locks a prepared transaction has is told nowhere, once its session has ended.
        return None if told is None else told | ({0} & set(transactions(connection) or ()))

    @staticmethod
    def _plugged_in(connection: Connection, names: Collection[Name]) -> set[int] | None:
        parameters = {"names": [name.name.lower() for name in names] or [""], "backups": _BACKUPS}
        rows = where_readable(connection, _LOCKS, parameters)
        return None if rows is None else these(connection, rows, names)
