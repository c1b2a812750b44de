"""Rows that do not fit, in MySQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row

from toolkit.backends.fitting.counting import seconds_of, sent
from toolkit.backends.fitting.innodb import InnoDBFitting


class MySQLFitting(InnoDBFitting):
    """https://dev.mysql.com/doc/refman/9.1/en/optimizer-hints.html#optimizer-hints-execution-time."""

    backend = "mysql"

    def rows(self, connection: Connection, sql: str) -> Sequence[Row[Any]]:
        seconds = seconds_of(connection)
        # 0 would be no limit.
        hint = "" if seconds is None else f"/*+ MAX_EXECUTION_TIME({max(round(seconds * 1000), 1)}) */ "
        return sent(connection, f"SELECT {hint}{sql.removeprefix('SELECT ')}")
