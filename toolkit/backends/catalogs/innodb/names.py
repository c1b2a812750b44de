"""Which databases are read, and how they are called in the values."""

from __future__ import annotations

import re
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


def is_numbered(name: str, stem: str) -> bool:
    """``orders_ibfk_1`` of ``orders_ibfk_``, in any case: a name that the server makes."""
    return name[len(stem) :].isdecimal() and same_name(name[: len(stem)], stem)


def same_name(one: str, other: str) -> bool:
    """Whether they differ in nothing but case."""
    # A pattern for every table would take a third of the time of reading the catalog.
    return one == other or (len(one) == len(other) and re.fullmatch(re.escape(other), one, re.IGNORECASE) is not None)
