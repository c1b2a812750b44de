"""What every backend answers about altering what a catalog describes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

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


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What an order of changes must know of a server."""

    alters_at_once: bool = False
    """It is better to change a table by few statements."""
    makes_anew: bool = False
    """A table is made anew for nearly every change; its triggers go with the old one."""
    keys_hold: bool = False
    """A foreign key that stands lets no column of it change."""
    views_hold: bool = False
    """A view that selects a column does not let it change."""
    generated_hold: bool = False
    """A column that another one is generated from does not change its type."""
    checks_hold: bool = False
    """A column that a check speaks of cannot be given another name."""
    counts_names: bool = False
    """What has no name is numbered, within the table: another table's numbers say nothing."""
    converts_defaults: bool = True
    """A default goes through a change of type by itself."""


class Alterations(Protocol):
    """How one kind of server is told to make one value of its catalog into another.

    Statements are texts without parameters. Each method that gives some raises Unwritable.
    """

    @property
    def traits(self) -> Traits:
        """What an order of changes must know."""
        ...

    def rendered_type(self, kind: Any) -> tuple[str, str] | None:
        """How a type of SQLAlchemy is written in a revision, with its import, where Alembic's way does not run."""
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
