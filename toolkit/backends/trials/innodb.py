"""Trials of MySQL and MariaDB."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, text

from toolkit.backends.sql.values import Name
from toolkit.backends.trials.base import Trial
from toolkit.capacity import TableSize
from toolkit.impact import Work

_TRIGGERS = """
SELECT trigger_name AS name FROM information_schema.triggers
WHERE trigger_schema = DATABASE() AND event_object_table = :table
"""
INDEX = "tk_trial"
# Row by row into all indexes, which do not stay in memory. Measured, 400 MB with three of them, for each row against
# 16 MB: 1.0 to 1.1 times as long on MySQL, 1.2 on MariaDB; a rebuild in place and an index alone: less.
_SLOWER: Mapping[str, float] = {"COPY": 1.1, "INPLACE": 1.0}


class InnoDBTrials:
    """The same on both servers."""

    def as_text(self, quoted_column: str) -> str:
        return quoted_column

    def prepare(self, shadow: Connection, table: Name) -> None:
        shadow.exec_driver_sql("SET SESSION foreign_key_checks = 0")
        for name in shadow.scalars(text(_TRIGGERS), {"table": table.name}).all():
            shadow.exec_driver_sql(f"DROP TRIGGER {_quoted(name)}")

    def filled(self, shadow: Connection, live: TableSize, rows: int) -> TableSize:
        # A small table has whole extents to itself: 16 MB where the same rows of a large one have 12.
        share = rows / live.rows
        return replace(live, rows=rows, bytes=int(live.bytes * share), data_bytes=int(live.data_bytes * share))

    def trials(self, table: str, column: str) -> Sequence[Trial]:
        rewrites = (
            Trial(
                work=Work.REWRITE,
                algorithm=algorithm,
                sql=f"ALTER TABLE {table} FORCE, ALGORITHM={algorithm}",
                slower=slower,
            )
            for algorithm, slower in _SLOWER.items()
        )
        index = Trial(
            work=Work.INDEX,
            algorithm="INPLACE",
            sql=f"CREATE INDEX {INDEX} ON {table} ({column})",
            undo=f"DROP INDEX {INDEX} ON {table}",
        )
        return (*rewrites, index)


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``").replace("%", "%%") + "`"
