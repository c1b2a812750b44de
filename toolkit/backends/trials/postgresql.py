"""Trials of PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, text

from toolkit.backends.sql.values import Name
from toolkit.backends.trials.base import Trial
from toolkit.capacity import TableSize
from toolkit.impact import Work

_KEYS = """
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
FROM pg_constraint WHERE conrelid = CAST(:table AS regclass) AND contype = 'f'
"""


class PostgreSQLTrials:
    """PostgreSQL, and servers that speak as it does."""

    def as_text(self, quoted_column: str) -> str:
        return f"CAST({quoted_column} AS text)"

    def prepare(self, shadow: Connection, table: Name) -> None:
        named = _named(table)
        for statement in shadow.scalars(text(_KEYS), {"table": named}).all():
            shadow.exec_driver_sql(statement.replace("%", "%%"))
        shadow.exec_driver_sql(f"ALTER TABLE {named} DISABLE TRIGGER USER".replace("%", "%%"))

    def filled(self, shadow: Connection, live: TableSize, rows: int) -> TableSize:
        asked = text("SELECT pg_total_relation_size(CAST(:table AS regclass)), pg_table_size(CAST(:table AS regclass))")
        named = _named(Name(schema=live.schema, name=live.name))
        whole, data = shadow.execute(asked, {"table": named}).one()
        return replace(live, rows=rows, bytes=int(whole), data_bytes=int(data))

    def trials(self, table: str, column: str) -> Sequence[Trial]:
        return (
            Trial(work=Work.SCAN, algorithm=None, sql=f"ALTER TABLE {table} ADD CHECK ({column} IS NULL OR true)"),
            # It writes the rows and all indexes anew, as a change of a type does.
            Trial(work=Work.REWRITE, algorithm=None, sql=f"VACUUM FULL {table}"),
            Trial(work=Work.INDEX, algorithm=None, sql=f"CREATE INDEX ON {table} ({column})"),
        )


def _named(table: Name) -> str:
    quoted = ['"' + part.replace('"', '""') + '"' for part in (table.schema, table.name) if part is not None]
    return ".".join(quoted)
