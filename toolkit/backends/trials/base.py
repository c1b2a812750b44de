"""What every backend answers about trying how fast it works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from toolkit.backends.sql.values import Name
from toolkit.impact import Work


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One piece of work that stands for others of its kind."""

    work: Work
    algorithm: str | None
    """As an impact tells it."""
    sql: str
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

    def size(self, shadow: Connection, table: Name) -> tuple[int, int]:
        """Bytes of the table with its indexes, and of its rows alone, as they are now."""
        ...

    def trials(self, table: str, column: str, index: str) -> Sequence[Trial]:
        """The names are quoted; the column is one that an index can be made of, which is called ``index``."""
        ...
