"""What every backend answers about its trash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy.engine import Connection

from toolkit.backends.sql.values import Name
from toolkit.backends.trash.naming import Naming

PREFIX = "tktrash_"
"""How everything in the trash is called; no underscore after ``tk``, so that a pattern for the journal's tables
(``tk_...``) leaves the rows in the trash alone."""


IS_TYPE = "is_type"
"""In the record of a type."""
HOME = "schema"
"""In a record: the schema that it was found in, where the statement need not have said it."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """How one thing goes to the trash."""

    steps: tuple[str, ...]
    """Statements to send instead of the drop, in order."""
    record: Mapping[str, Any] = field(default_factory=dict)
    """What bringing it back needs to know: values of JSON only."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing in the trash. ``record`` is that of its Move."""

    table: Name
    column: str | None
    """None for a whole table."""
    kept: str
    """The name it has in the trash: of the table, or of the column in its table."""
    record: Mapping[str, Any]

    @property
    def is_type(self) -> bool:
        """Whether it is a type, or a sequence, which has no rows; ``table`` is its name then."""
        return bool(self.record.get(IS_TYPE))


@dataclass(frozen=True, kw_only=True)
class TypeDrop:
    """A type, or what else things in the trash may lean on, that a statement drops."""

    name: Name
    word: str = "TYPE"
    """The server's for its kind; it stands under ``is_type`` in the record."""
    is_needed: bool = False
    """Whether something in the trash, and nothing else, needs it."""


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A column in the trash that keeps another from being changed, and can let go of it."""

    kept: str
    step: str
    """The statement by which it lets go."""
    record: Mapping[str, Any]
    """What bringing it back needs to know besides, then."""


@dataclass(frozen=True, kw_only=True)
class Return:
    """How one thing comes back."""

    steps: tuple[str, ...]
    back: tuple[tuple[str, str], ...] = ()
    """What comes back with it, as (``index`` | ``constraint`` | ``trigger`` | ``view``, name): a revision that
    creates these again must not."""
    notes: tuple[str, ...] = ()
    """What could not come back as it was, in sentences with numbers."""


@dataclass(frozen=True, kw_only=True)
class Rebuilt:
    """What a table that took the place of one in the trash leaves of it: the columns that it does not have."""

    steps: tuple[str, ...]
    """Statements that keep only the values of those columns, and remove the rest of the old table."""
    columns: tuple[tuple[str, str, Mapping[str, Any]], ...] = ()
    """Each column left behind: its name, the name it is kept under, and its record."""


@dataclass(frozen=True, kw_only=True)
class SchemaDrop:
    """What a statement that drops schemas takes along."""

    names: tuple[str, ...]
    tables: tuple[Name, ...]
    """Not those that are in the trash."""
    types: tuple[Name, ...] = ()
    """Those that a table has which is in the trash, or goes there with them."""


class Trash(Protocol):
    """How one kind of server keeps dropped things. The connection is the one that migrates."""

    def move_table(
        self, connection: Connection, table: Name, kept: str, *, cascade: bool, together: frozenset[Name]
    ) -> Move:
        """Set a table aside under the name ``kept``. ``together`` are the tables that the same statement drops.

        Changes nothing that stays. Raises the server's own error where it would have refused the drop.
        """
        ...

    def move_column(
        self,
        connection: Connection,
        table: Name,
        column: str,
        kept: str,
        *,
        cascade: bool,
        together: Sequence[tuple[str, str]] = (),
    ) -> Move:
        """Set a column aside under the name ``kept``, likewise.

        ``together`` are all columns of the table that the statement drops, each with its new name, in order.
        """
        ...

    def return_table(self, connection: Connection, entry: Entry) -> Return:
        """Bring a table back under its own name, which is free."""
        ...

    def return_column(self, connection: Connection, entry: Entry, definition: str) -> Return:
        """Bring a column back under its own name, which is free.

        ``definition`` is what an ADD COLUMN that asks for it says after the name; empty where a person asks.
        """
        ...

    def rebuilt(self, connection: Connection, entry: Entry, successor: Name, filled_by: str = "") -> Rebuilt | None:
        """What to do when another table gets the name of one that the same revision put into the trash.

        ``successor`` is the new table's present name; ``filled_by`` is the statement that filled it: a column
        that it reads is there under another name. None where that is no rebuild, but two tables.
        """
        ...

    def copied(self, connection: Connection, entry: Entry, successor: Name, sql: str) -> str | None:
        """The INSERT that fills a successor, with the values of a column that comes back with it.

        None where they may be given later.
        """
        ...

    def dropped_types(self, connection: Connection, sql: str) -> Sequence[TypeDrop]:
        """The types, or sequences, that a statement drops."""
        ...

    def move_type(self, drop: TypeDrop, kept: str | None) -> str:
        """The statement that sets one aside under that name; for None, the one that drops it."""
        ...

    def bound(self, connection: Connection, sql: str) -> Sequence[Bound]:
        """The columns in the trash that keep a statement from changing another column."""
        ...

    def has_constraint(self, connection: Connection, table: Name, name: str | None) -> bool:
        """Whether a table that nothing of came back has it by what came back of another: a key that refers to that."""
        ...

    def made_type(self, sql: str) -> Name | None:
        """The type, or sequence, that a statement creates."""
        ...

    def dropped_schemas(self, connection: Connection, sql: str) -> SchemaDrop | None:
        """None for any other statement. Raises CommandRefused where rows in them could not be kept."""
        ...

    def leave_schemas(self, connection: Connection, drop: SchemaDrop, entries: Sequence[Entry]) -> tuple[str, ...]:
        """What moves out of the schemas all that is in the trash, or will be: ``entries`` are just going there."""
        ...

    def naming(self, connection: Connection) -> Naming:
        """How the server tells names apart, in the session as it is now."""
        ...

    def home(self, connection: Connection, table: Name) -> str | None:
        """The schema of the table that a name means; None where that is where the server makes tables."""
        ...

    def find(self, connection: Connection, entry: Entry) -> Name | None:
        """The table that holds it now (it may have been renamed, or be in the trash itself); None if it is gone."""
        ...

    def exists(self, connection: Connection, table: Name, column: str | None) -> bool:
        """Whether a table or a column of this name is there; temporary tables do not count."""
        ...

    def is_temporary(self, connection: Connection, table: Name) -> bool:
        """Whether the name means a temporary table of this session."""
        ...

    def is_empty(self, connection: Connection, table: Name) -> bool:
        """Whether the table has no rows."""
        ...

    def purge(self, connection: Connection, entry: Entry) -> tuple[str, ...]:
        """The statements that remove it for good."""
        ...

    def size(self, connection: Connection, entry: Entry) -> tuple[int | None, int | None]:
        """Rows (for a column: values that are not NULL) and bytes; None where the server cannot say."""
        ...
