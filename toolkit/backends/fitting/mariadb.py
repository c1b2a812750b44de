"""Rows that do not fit, in MariaDB."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row

from toolkit.backends.fitting.counting import seconds_of, sent
from toolkit.backends.fitting.innodb import InnoDBFitting


class MariaDBFitting(InnoDBFitting):
    """https://mariadb.com/kb/en/set-statement/."""

    def rows(self, connection: Connection, sql: str) -> Sequence[Row[Any]]:
        seconds = seconds_of(connection)
        # 0 would be no limit.
        limit = "" if seconds is None else f"SET STATEMENT max_statement_time = {max(seconds, 0.001):.3f} FOR "
        return sent(connection, f"{limit}{sql}")
