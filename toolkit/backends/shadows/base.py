"""What every backend answers about shadow databases."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import URL, Connection

if TYPE_CHECKING:
    from toolkit.catalog.values import Table


LOCK_SECONDS = 5
"""How long a session of a shadow waits for a lock."""


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """What a shadow takes over from the live database."""

    options: str = ""
    """What follows the name in CREATE DATABASE."""
    inside: tuple[str, ...] = ()
    """Statements in the new database; one that the server refuses is left out."""
    session: tuple[str, ...] = ()
    """Statements at the start of each session of the shadow."""


class Shadows(Protocol):
    """How one kind of server makes shadow databases, and what may be sent to one."""

    @property
    def holds_schemas(self) -> bool:
        """Whether one database holds several schemas; elsewhere another schema is another database."""
        ...

    @property
    def takes_long(self) -> bool:
        """Whether the server copies much to make an empty database."""
        ...

    def likeness(self, live: Connection) -> Likeness:
        """Read from the live database; nothing is written there."""
        ...

    def server(self, url: URL) -> URL:
        """Where to connect to for creating databases."""
        ...

    def url(self, url: URL, name: str) -> URL:
        """Where the shadow of that name is."""
        ...

    def names(self, server: Connection, prefix: str) -> Sequence[str]:
        """The databases whose name begins so."""
        ...

    def create(self, server: Connection, name: str, likeness: Likeness) -> None:
        """Make an empty database."""
        ...

    def drop(self, server: Connection, name: str) -> None:
        """Remove it if it is there, and end the sessions of this user in it."""
        ...

    def drop_from_within(self, shadow: Connection, name: str) -> bool:
        """The same over the connection to it, which spares another one; False where that cannot be done."""
        ...

    def grant(self, server: Connection, prefix: str) -> str:
        """The statement that gives the connection's user the right to create shadows."""
        ...

    def schema_names(self, live: Connection) -> Sequence[str]:
        """The schemas of the live database, but for the server's own."""
        ...

    def schemas(self, names: Sequence[str]) -> Sequence[str]:
        """Statements that make these schemas in a shadow."""
        ...

    def defaults_of(self, tables: Sequence[Table]) -> Sequence[str]:
        """Statements that make the defaults of a shadow those which most of these tables have."""
        ...

    @property
    def lets_refer(self) -> Sequence[str] | None:
        """Statements after which a table may refer to one that is not there; None where it never may."""
        ...

    def with_indexes(self, table: str, indexes: Sequence[str]) -> str | None:
        """One statement for those that create a table and its indexes, where that is quicker; None elsewhere."""
        ...

    def spelled(self, statement: str) -> str | None:
        """A statement of a revision as a shadow must be sent it; None where it concerns the server, not a schema."""
        ...

    def moved(self, statement: str, live: str | None, shadow: str | None) -> str:
        """A statement that names the live database speaks of the shadow instead, where a name can reach another one."""
        ...

    def others(self, shadow: Connection) -> Sequence[str]:
        """The databases that a statement could reach from a shadow, but for the server's own."""
        ...

    def stranger(self, statement: str, databases: Collection[str]) -> str | None:
        """Which of these databases, that are not the shadow, a statement names."""
        ...
