"""What every backend answers about altering what a catalog describes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from toolkit.catalog.alterations import Alteration
from toolkit.catalog.values import Catalog, Table


class Unwritable(Exception):
    """No statement of the server does it; ``by_hand`` says what a person can do."""

    def __init__(self, what: str, by_hand: str) -> None:
        super().__init__(f"{what}: {by_hand}")
        self.what, self.by_hand = what, by_hand


@dataclass(frozen=True, kw_only=True)
class Altered:
    """One table, as it is and as it shall be, and what of it changes."""

    before: Table
    after: Table
    parts: tuple[Alteration, ...]
    """Of the table itself and of its members; foreign keys that only have to step aside, too."""


class Alterations(Protocol):
    """How one kind of server is told to make one value of its catalog into another.

    Statements are texts without parameters. Each method raises Unwritable.
    """

    @property
    def alters_at_once(self) -> bool:
        """Whether it is better to change a table by as few statements as possible."""
        ...

    def table(self, altered: Altered) -> Sequence[str]:
        """Lead a table from ``before`` to ``after``, in these parts of it."""
        ...

    def alone(self, alteration: Alteration, before: Catalog) -> Sequence[str]:
        """Make, change or remove an object that stands for itself; ``before`` is all that is there before."""
        ...

    def using(self, column: str, before: str, after: str) -> str | None:
        """How values of one type become those of another, where that must be said."""
        ...
