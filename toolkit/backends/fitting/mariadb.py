"""Rows that do not fit, in MariaDB."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row

from toolkit.backends.fitting.counting import seconds_of, sent
from toolkit.backends.fitting.innodb import InnoDBFitting
from toolkit.catalog.members import Check


class MariaDBFitting(InnoDBFitting):
    """https://mariadb.com/kb/en/set-statement/."""

    backend = "mariadb"

    def looks_at_rows(self, check: Check, *, is_copied: bool) -> bool:
        """Measured on 10.11: the check of a column binds new rows alone, where no other change copies the table."""
        return is_copied or check.column is None

    def rows(self, connection: Connection, sql: str) -> Sequence[Row[Any]]:
        seconds = seconds_of(connection)
        # 0 would be no limit.
        limit = "" if seconds is None else f"SET STATEMENT max_statement_time = {max(seconds, 0.001):.3f} FOR "
        return sent(connection, f"{limit}{sql}")
