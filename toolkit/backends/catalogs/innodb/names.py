"""Which databases are read, and how they are called in the values."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT = "(default)"
"""The connection's own database seen from another one: its real name differs from live to shadow."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """The connection's own database, if it has one, and the others that were asked for."""

    own: str | None
    others: tuple[str, ...] = ()

    @property
    def databases(self) -> tuple[str, ...]:
        """All that are read."""
        return self.others if self.own is None else (self.own, *self.others)

    def schema(self, database: str) -> str | None:
        """The ``schema`` of an object in that database."""
        return None if database == self.own else database

    def referred(self, database: str, seen_from: str) -> str | None:
        """The ``schema`` of something that an object of another (or the same) database refers to."""
        if database == seen_from:
            return None
        return DEFAULT if database == self.own else database
