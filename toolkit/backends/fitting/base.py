"""What every backend answers about rows that do not fit. A question is one statement that only reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection

from toolkit.backends.sql.values import Name

if TYPE_CHECKING:
    from toolkit.catalog.members import Check, Column, ForeignKey


@dataclass(frozen=True, kw_only=True)
class Misfits:
    """Rows that do not fit."""

    rows: int
    samples: tuple[str, ...]
    """The keys of some of them, five at most: ``id=7``; for duplicates the values that are there twice."""


@dataclass(frozen=True, kw_only=True)
class Value:
    """A column as it will be, and where its values come from."""

    column: Column
    source: Column | None
    """As it is now; None where the plan adds it, or computes it otherwise."""
    using: str | None = None
    """The expression that its statement converts by, where one is written."""


@dataclass(frozen=True, kw_only=True)
class Future:
    """A live table with its rows as they will be."""

    live: Name
    name: str
    """What it will be called: an expression may say it."""
    values: tuple[Value, ...]
    only: bool = False
    """Without the rows of the tables that inherit from it."""


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """A conversion that may fail on some values."""

    values: tuple[Value, ...]
    """Those that it converts from; each has a source."""
    given: str | None = None
    """The condition for rows that are converted at all; None for all."""
    form: str | None = None
    """The condition for those that it may fail on, which is to be asked of every row."""

    @property
    def condition(self) -> str | None:
        """For the rows to try."""
        return " AND ".join(filter(None, (self.given, self.form))) or None


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What became of values that were converted on a shadow."""

    misfits: Misfits
    values: int
    """How many different ones were tried."""
    is_complete: bool
    """Whether that is all that there are."""
    said: str = ""
    """What the server said to the first that it refused."""


class Fitting(Protocol):
    """How one kind of server counts rows that do not fit. Each raises what the driver raises, a timeout too."""

    may_be_lax: bool
    """Whether there is a mode in which values that do not fit are changed instead of refused."""

    def quoted(self, name: str) -> str:
        """A name as the server takes it, whatever is in it."""
        ...

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
        values: Sequence[Value],
        *,
        expressions: Sequence[str] = (),
        where: str | None = None,
        nulls_are_equal: bool = False,
    ) -> Misfits:
        """Rows beyond the first of each of ``values`` as they will be: in the type and collation of their columns.

        ``expressions`` stand beside them, ``where`` is the predicate of a partial index: the server's texts.
        """
        ...

    def compared(self, connection: Connection, value: Value) -> str:
        """A value as it will be compared with others, to be written in a statement."""
        ...

    def added(self, column: Column) -> str:
        """What the rows that are there get in a new column."""
        ...

    def orphans(
        self,
        connection: Connection,
        table: Name,
        reference: ForeignKey,
        key: Sequence[str],
        *,
        given: Mapping[str, str] | None = None,
    ) -> Misfits:
        """Rows whose foreign key leads nowhere; ``given`` has the values of columns that the plan adds."""
        ...

    def violations(self, connection: Connection, future: Future, condition: str, key: Sequence[str]) -> Misfits:
        """Rows for which ``condition``, the server's text of a check, will be false; what is unknown passes."""
        ...

    def looks_at_rows(self, check: Check, *, is_copied: bool) -> bool:
        """Whether the server holds the check against the rows that are there; ``is_copied`` where it copies them."""
        ...

    def unfit(
        self, connection: Connection, table: Name, before: Column, after: Column, key: Sequence[str]
    ) -> tuple[str, Misfits] | None:
        """Rows whose value the type ``after`` does not hold, and what they are.

        ``too-long-values``, ``out-of-range-values`` or ``unknown-enum-values``; None where the type is no narrower, or
        that cannot be told.
        """
        ...

    def has_own_expression(self, value: Value) -> bool:
        """Whether a statement converts it by more than a cast to its type: then ``unfit`` knows nothing of it."""
        ...

    def doubt(self, value: Value, values: Sequence[Value]) -> Doubt | None:
        """None where no value can fail to be converted, or ``unfit`` tells which; ``values`` are all of the table."""
        ...

    def tried(
        self, connection: Connection, shadow: Connection, table: Name, value: Value, doubt: Doubt, key: Sequence[str]
    ) -> Tried:
        """Take values of the live table to a shadow and convert them there, as the statement would."""
        ...

    def sampled(
        self, connection: Connection, shadow: Connection, table: Name, value: Value, doubt: Doubt, key: Sequence[str]
    ) -> Tried:
        """The same with some rows of a table that is too large to look at all of them; these are counted alone."""
        ...

    def conflicts(
        self, connection: Connection, shadow: Connection, future: Future, constraint: str, key: Sequence[str]
    ) -> Misfits:
        """Rows that exclude another one by a constraint, which the shadow has."""
        ...
