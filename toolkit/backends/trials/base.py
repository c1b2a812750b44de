"""What every backend answers about trying how fast it works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from toolkit.backends.sql.values import Name
from toolkit.capacity import TableSize
from toolkit.impact import Work


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One piece of work that stands for others of its kind."""

    work: Work
    algorithm: str | None
    """As an impact tells it."""
    sql: str
    undo: str | None = None
    """Leaves the table as the next trial wants it."""
    slower: float = 1.0
    """How many times as long each byte of a large table takes."""


class Trials(Protocol):
    """How one kind of server is timed. The tables are in a shadow, and nobody else uses them."""

    def as_text(self, quoted_column: str) -> str:
        """What to select, so that the same driver can insert it again whatever type the column has."""
        ...

    def prepare(self, shadow: Connection, table: Name) -> None:
        """Let rows in that refer to nothing, and let nothing fire."""
        ...

    def filled(self, shadow: Connection, live: TableSize, rows: int) -> TableSize:
        """How large the table is as it is now, with that many rows of the live one."""
        ...

    def trials(self, table: str, column: str) -> Sequence[Trial]:
        """In order, and what is made is taken away again; the names are quoted, the column can have an index."""
        ...
