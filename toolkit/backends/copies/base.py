"""What every backend answers about copying definitions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from toolkit.backends.sql.values import Name


@dataclass(frozen=True, kw_only=True)
class Definition:
    """One statement that makes an object, or a part of one."""

    what: str
    """What it makes, for people: ``view totals``."""
    sql: str
    """It is sent as it stands, without parameters: a percent sign or a colon in it means itself."""


class Copies(Protocol):
    """How one kind of server tells the definitions of what a database holds."""

    def definitions(self, live: Connection, tables: Collection[Name] | None) -> Sequence[Definition]:
        """The statements that make all that the live database holds; in an order in which they can run.

        Read only, and over ``live`` alone, in as few statements as the server allows. With ``tables`` only these
        tables (``schema`` None is the default one), whatever they need (types, sequences, functions, the tables that
        their foreign keys refer to), and what hangs on them (indexes, triggers, views of them). Rows, rights and
        owners are not copied.
        """
        ...

    def apply(self, shadow: Connection, definitions: Sequence[Definition]) -> Sequence[str]:
        """Make them in an empty shadow, and commit. What the server refuses is passed over, and told as sentences."""
        ...
