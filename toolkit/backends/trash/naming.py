"""What two spellings of one name have in common: said with a schema or without, in capitals or in small letters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from toolkit.backends.sql.values import Name

Key = tuple[str | None, str, str | None]
"""Schema, table and column; the same for all spellings of one thing."""


def _as_written(name: str) -> str:
    return name


@dataclass(frozen=True, kw_only=True)
class Naming:
    """How a server tells names apart."""

    schema: str | None = None
    """Where a statement makes what it names without a schema."""
    fold_table: Callable[[str], str] = _as_written
    """Of schemas too."""
    fold_column: Callable[[str], str] = _as_written

    def key(self, table: Name, column: str | None = None) -> Key:
        """Equal for two names of one table or column."""
        schema = self.schema if table.schema is None else table.schema
        return (
            None if schema is None else self.fold_table(schema),
            self.fold_table(table.name),
            None if column is None else self.fold_column(column),
        )

    def means(self, told: str, table: Name, column: str | None) -> bool:
        """Whether a person who says ``table``, ``schema.table``, or either with ``.column``, means this one."""
        return any(self._is(told, spelled, column) for spelled in self._spelled(table))

    def _spelled(self, table: Name) -> Iterator[str]:
        schema = self.schema if table.schema is None else table.schema
        if schema is None or self.key(table) == self.key(Name(name=table.name)):
            yield table.name
        if schema is not None:
            yield f"{schema}.{table.name}"

    def _is(self, told: str, table: str, column: str | None) -> bool:
        if column is None:
            return self.fold_table(told) == self.fold_table(table)
        before, after = told[: len(table) + 1], told[len(table) + 1 :]
        is_table = self.fold_table(before) == self.fold_table(f"{table}.")
        return is_table and self.fold_column(after) == self.fold_column(column)
