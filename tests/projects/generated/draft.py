"""A history while it is drawn."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from hypothesis import strategies as st

from tests.projects.generated.tables import Schema, Step, Table

T = TypeVar("T")
TABLES = ("people", "order", "Two words", "größe_" + "x" * 50)
"""Few, as the columns are, so that names are taken again by others."""
COLUMNS = ("name", "group", "Two words", "übrig_" + "y" * 55)
KEYS = tuple(f"key_{number}" for number in range(1, 30))


@dataclass(frozen=True)
class Change:
    """What a revision does, how it takes that back, and the schema between the two."""

    up: Sequence[Step]
    down: Sequence[Step]
    schema: Schema


@dataclass
class Draft:
    draw: Callable[[st.SearchStrategy[T]], T]
    backend: str
    schema: Schema = field(default_factory=dict)
    ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def one(self, options: Sequence[T]) -> T | None:
        return self.draw(st.sampled_from(options)) if options else None

    def flag(self) -> bool:
        return self.draw(st.booleans())

    def table(self, fits: Callable[[Table], object] = bool) -> Table | None:
        return self.one([table for table in self.schema.values() if fits(table)])

    def column_name(self, table: Table) -> str | None:
        taken = {column.name for column in table.columns}
        return self.one([name for name in COLUMNS if name not in taken])

    def key_name(self, besides: Sequence[str] = ()) -> str:
        """Names of keys become free too, and some servers have one namespace of them for all tables."""
        taken = {key.name for table in self.schema.values() for key in table.keys} | set(besides)
        return next(name for name in KEYS if name not in taken)

    def is_referenced(self, table: Table) -> bool:
        return any(key.parent == table.name for other in self.schema.values() for key in other.keys)

    def put(self, table: Table) -> Schema:
        return {**self.schema, table.name: table}

    def quote(self, name: str) -> str:
        return f"`{name}`" if self.backend in ("mysql", "mariadb") else f'"{name}"'


Operation = Callable[[Draft], Change | None]
"""Nothing where the schema has no place for it."""
