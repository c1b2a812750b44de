"""What every backend answers about its limits and its load. Nothing raises for want of a privilege."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from sqlalchemy import Connection

from toolkit.backends.sql.values import Name
from toolkit.capacity import Counters, Limits, Replica, Seat, TableSize, TableUse


class Capacity(Protocol):
    """How one kind of server tells what it grants and what goes on. What may not be seen is told as such."""

    @property
    def counts_pings(self) -> bool:
        """Whether ``counters`` counts a transaction more for each request of a pool with ``pre_ping``."""
        ...

    def limits(self, connection: Connection) -> Limits:
        """In a constant number of statements, however many sessions and tables there are."""
        ...

    def seats(self, connection: Connection) -> Sequence[Seat]:
        """All sessions of clients that may be seen, this one left out; background threads are none."""
        ...

    def in_transaction(self, connection: Connection) -> int | None:
        """How many sessions of clients have a transaction open now, this one left out; None if that is not told.

        Cheap: it is asked five times a second. In all databases of the server.
        """
        ...

    def counters(self, connection: Connection) -> Counters:
        """What the server has counted so far. Cheap."""
        ...

    def sizes(self, connection: Connection) -> Sequence[TableSize]:
        """The base tables of the database of the URL, by the server's estimates: nothing is counted."""
        ...

    def uses(self, connection: Connection, tables: Collection[Name]) -> Sequence[TableUse] | None:
        """How much these tables were read and written; None where this server does not tell."""
        ...

    def free_bytes(self, connection: Connection) -> int | None:
        """What is left on the disk of the data; None where it is not told, which is nearly everywhere."""
        ...

    def replicas(self, connection: Connection) -> Sequence[Replica]:
        """Those that follow this server now, as far as they may be seen."""
        ...

    def rights_missing(self, connection: Connection, statements: Collection[str]) -> Sequence[str]:
        """The privileges that these statements need and this user lacks, each as the GRANT that gives it."""
        ...

    def cancel(self, connection: Connection, session: str) -> bool:
        """End what another session executes now, and let it live. False where that may not be done."""
        ...
