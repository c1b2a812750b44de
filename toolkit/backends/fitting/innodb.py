"""Rows that do not fit, as MySQL and MariaDB count them. MariaDB does not inherit from MySQL: both stand on this."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from toolkit.backends.catalogs.innodb.texts import quoted
from toolkit.backends.fitting.base import Misfits
from toolkit.backends.fitting.counting import Counting
from toolkit.backends.fitting.innodb_narrowing import narrowings
from toolkit.backends.fitting.types import kind_of
from toolkit.backends.sql.values import Name
from toolkit.catalog.members import Column

_MOMENTS = frozenset({"datetime", "timestamp", "time"})


class InnoDBFitting(Counting):
    """The answers that are the same on both servers. A plain SELECT reads what is committed, and waits for nobody."""

    def quoted(self, name: str) -> str:
        return quoted(name)

    def value(self, connection: Connection, column: Column) -> str:
        kind, value = kind_of(column.type), self.of_row(column.name)
        if kind.name in ("binary", "varbinary"):
            return f"LEFT({value}, {kind.length})" if kind.length else value
        if column.charset not in (None, "binary"):
            value = f"CONVERT({value} USING {column.charset})"
        if kind.name in ("char", "varchar"):
            value = f"LEFT({value}, {kind.length})" if kind.length else value
            # https://dev.mysql.com/doc/refman/9.1/en/char.html: a CHAR gives its trailing spaces away.
            value = f"TRIM(TRAILING ' ' FROM {value})" if kind.name == "char" else value
        if column.charset not in (None, "binary") and column.collation:
            return f"{value} COLLATE {column.collation}"
        if kind.name == "decimal":
            return f"CAST({value} AS DECIMAL({', '.join(map(str, kind.numbers))}))"
        if kind.name in _MOMENTS:
            return f"CAST({value} AS {'TIME' if kind.name == 'time' else 'DATETIME'}({kind.length or 0}))"
        return value

    def unfit(
        self, connection: Connection, table: Name, before: Column, after: Column, key: Sequence[str]
    ) -> tuple[str, Misfits] | None:
        """Asked twice where both the length and the character set are narrower."""
        answer = None
        for name, condition in narrowings(before, after, self.of_row(after.name)):
            answer = name, self.misfits(connection, table, condition, key)
            if answer[1].rows:
                break
        return answer
