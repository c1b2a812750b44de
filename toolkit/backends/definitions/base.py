"""What every backend answers about the definitions of its objects."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from sqlalchemy.engine import Connection

from toolkit.backends.sql.novelty import Novelty
from toolkit.backends.sql.values import Name


class Definitions(Protocol):
    """How one kind of server tells its objects. The connection is the one that migrates."""

    def read(self, connection: Connection, names: Collection[Name]) -> Mapping[str, str]:
        """The definition of each of these that is an object, by kind and name; it changes whenever the object does."""
        ...

    def read_tables(self, connection: Connection, tables: Collection[Name]) -> Mapping[str, str]:
        """The same for names that can be nothing but tables or views, without looking for what they are first."""
        ...

    def has(self, connection: Connection, thing: Novelty) -> bool:
        """Whether a table, column or index of that name is there."""
        ...

    def leftovers(self, connection: Connection, names: Collection[Name]) -> Sequence[str]:
        """Statements that clear what a statement outside of transactions left when it was ended half way."""
        ...
