"""Rows that do not fit, as MySQL and MariaDB count them. MariaDB does not inherit from MySQL: both stand on this."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from toolkit.backends.catalogs.innodb.texts import quoted
from toolkit.backends.fitting.base import Doubt, Misfits, Value
from toolkit.backends.fitting.conversion import Trying
from toolkit.backends.fitting.innodb_conversion import doubted, is_settled
from toolkit.backends.fitting.innodb_narrowing import BLOBS, INTEGERS, TEXTS, literal, narrowings
from toolkit.backends.fitting.types import kind_of
from toolkit.backends.sql.values import Name
from toolkit.catalog.members import Column

_MOMENTS = frozenset({"datetime", "timestamp", "time"})
_CONVERTED = frozenset({*TEXTS, *BLOBS - {"binary"}, "enum", "set", "decimal", *_MOMENTS})
"""What values become is written for these whatever they were."""


class InnoDBFitting(Trying):
    """The answers that are the same on both servers. A plain SELECT reads what is committed, and waits for nobody."""

    longest = 10_000  # in hexadecimal
    may_be_lax = True

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

    def becoming(self, connection: Connection, value: Value) -> str:
        told = super().becoming(connection, value)
        if value.source is None:
            return told
        had, kind = kind_of(value.source.type), kind_of(value.column.type)
        if had.name == kind.name or kind.name in _CONVERTED:
            return told
        if kind.name in INTEGERS:
            return f"CAST({told} AS {'UNSIGNED' if kind.is_unsigned else 'SIGNED'})"
        # A type that nothing is cast to is refused, and that is told.
        return f"CAST({told} AS {value.column.type.removesuffix(' unsigned')})"

    def added(self, column: Column) -> str:
        """https://dev.mysql.com/doc/refman/9.1/en/data-type-defaults.html: without a default, the zero of the type."""
        if column.default is not None:
            return f"({column.default})"
        kind = kind_of(column.type)
        if column.nullable:
            return "NULL"
        if kind.name == "enum":
            return literal(kind.labels[0])
        return "''" if kind.name in TEXTS else "0"

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

    def has_own_expression(self, value: Value) -> bool:
        return False

    def doubt(self, value: Value, values: Sequence[Value]) -> Doubt | None:
        if value.source is None:
            return None
        had, kind = kind_of(value.source.type), kind_of(value.column.type)
        if is_settled(had, kind):
            return None
        column = self.of_row(value.source.name)
        return Doubt(values=(value,), given=f"{column} IS NOT NULL", form=doubted(had, kind, column))

    def told(self, column: Column) -> str:
        """In hexadecimal: no collation then takes different values for the same."""
        kind, value = kind_of(column.type), self.of_row(column.name)
        if kind.name in BLOBS | {"bit"}:
            return f"HEX({value})"
        return f"HEX(CONVERT({value if kind.name in TEXTS else f'CAST({value} AS CHAR)'} USING utf8mb4))"

    def literal(self, text: str, column: Column) -> str:
        if not text:
            return "''"
        return f"0x{text}" if kind_of(column.type).name in BLOBS | {"bit"} else f"CONVERT(0x{text} USING utf8mb4)"

    def equal(self, text: str) -> str:
        return f"'{text}'"

    def defined(self, column: Column) -> str:
        # A TIMESTAMP has NOT NULL and a default of its own where nothing is said.
        told = column.type if column.charset in (None, "binary") else f"{column.type} CHARACTER SET {column.charset}"
        return f"{told} NULL"

    def prepare(self, shadow: Connection) -> None:
        """https://dev.mysql.com/doc/refman/9.1/en/sql-mode.html#sql-mode-strict."""
        self._mode(shadow, "CONCAT(@tk_mode := @@SESSION.sql_mode, ',STRICT_ALL_TABLES')")

    def restore(self, shadow: Connection) -> None:
        self._mode(shadow, "@tk_mode")

    def _mode(self, shadow: Connection, expression: str) -> None:
        shadow.exec_driver_sql(f"SET SESSION sql_mode = {expression}", execution_options={"no_parameters": True})
