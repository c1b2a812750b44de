"""Definitions of PostgreSQL, for the statements that run outside of transactions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.engine import Connection

from toolkit.backends.sql.values import Name

_RAW = {"no_parameters": True}
_FOUND = """
SELECT c.relkind::text || ' ' || n.nspname || '.' || c.relname,
       coalesce(pg_get_indexdef(i.indexrelid) || i.indisvalid || i.indisready, '') || c.oid || ' ' || c.relfilenode
       || ' ' || c.relispartition
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_index i ON i.indexrelid = c.oid
WHERE c.relname IN ({names})
UNION ALL SELECT 'partition ' || inhparent::regclass || ' ' || inhrelid::regclass, 'attached'
FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid WHERE c.relname IN ({names})
UNION ALL SELECT 'database ' || datname, oid::text FROM pg_database WHERE datname IN ({names})
UNION ALL SELECT 'type ' || typname || ' ' || enumlabel, enumsortorder::text
FROM pg_enum JOIN pg_type t ON t.oid = enumtypid WHERE typname IN ({names})
"""
# https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
# https://www.postgresql.org/docs/current/sql-reindex.html#SQL-REINDEX-CONCURRENTLY
_INVALID = """
SELECT format('DROP INDEX CONCURRENTLY %I.%I', n.nspname, c.relname)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class t ON t.oid = i.indrelid
WHERE NOT i.indisvalid AND c.relkind = 'i'
AND (c.relname IN ({names}) OR (t.relname IN ({names}) AND c.relname ~ '_cc(new|old)[0-9]*$'))
"""


class PostgreSQLDefinitions:
    """What can be told by name."""

    def read(self, connection: Connection, names: Collection[Name]) -> Mapping[str, str]:
        """In one statement."""
        if not names:
            return {}
        rows = connection.exec_driver_sql(_FOUND.format(names=_listed(names)), execution_options=_RAW).all()
        return {row[0]: row[1] for row in rows}

    def leftovers(self, connection: Connection, names: Collection[Name]) -> Sequence[str]:
        """Indexes that were never finished."""
        if not names:
            return ()
        rows = connection.exec_driver_sql(_INVALID.format(names=_listed(names)), execution_options=_RAW).all()
        return [row[0] for row in rows]


def _listed(names: Collection[Name]) -> str:
    return ", ".join(sorted({"'" + name.name.replace("'", "''") + "'" for name in names}))
