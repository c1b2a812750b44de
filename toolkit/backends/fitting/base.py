"""What every backend answers about rows that do not fit. A question is one statement that only reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from toolkit.backends.sql.values import Name
from toolkit.catalog.members import Column, ForeignKey


@dataclass(frozen=True, kw_only=True)
class Misfits:
    """Rows that do not fit."""

    rows: int
    samples: tuple[str, ...]
    """The keys of some of them, five at most: ``id=7``; for duplicates the values that are there twice."""


class Fitting(Protocol):
    """How one kind of server counts rows that do not fit. Each raises what the driver raises, a timeout too."""

    def limit_time(self, connection: Connection, seconds: float) -> None:
        """Let no question of this session take longer."""
        ...

    def nulls(self, connection: Connection, table: Name, column: str, key: Sequence[str]) -> Misfits:
        """Rows without a value; ``key`` are the columns of the primary key, none where there is none."""
        ...

    def duplicates(
        self,
        connection: Connection,
        table: Name,
        columns: Sequence[Column],
        *,
        expressions: Sequence[str] = (),
        where: str | None = None,
        nulls_are_equal: bool = False,
    ) -> Misfits:
        """Rows beyond the first of each value of ``columns`` as they will be: in the type and collation given there.

        ``expressions`` stand beside the columns, ``where`` is the predicate of a partial index: the server's texts.
        """
        ...

    def orphans(self, connection: Connection, table: Name, reference: ForeignKey, key: Sequence[str]) -> Misfits:
        """Rows whose foreign key leads nowhere."""
        ...

    def unfit(
        self, connection: Connection, table: Name, before: Column, after: Column, key: Sequence[str]
    ) -> tuple[str, Misfits] | None:
        """Rows whose value the type ``after`` does not hold, and what they are.

        ``too-long-values``, ``out-of-range-values`` or ``unknown-enum-values``; None where the type is no narrower, or
        that cannot be told.
        """
        ...
