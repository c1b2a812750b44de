"""What differs from MySQL to MariaDB. Neither inherits from the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from toolkit.backends.catalogs.innodb.rows import InformationSchema, Place, Row, View
from toolkit.catalog.members import Check, Column
from toolkit.catalog.values import Sequence as SequenceValue


@dataclass(frozen=True, kw_only=True)
class Attributes:
    """Texts that belong to the tables, to their columns and to their indexes, by name."""

    tables: Mapping[Place, Mapping[str, str]] = field(default_factory=dict)
    columns: Mapping[Place, Mapping[str, str]] = field(default_factory=dict)
    indexes: Mapping[Place, Mapping[str, str]] = field(default_factory=dict)


class Server(Protocol):
    """One of the two servers."""

    @property
    def backend(self) -> str:
        """SQLAlchemy's name of it."""
        ...

    def settings(self, version: tuple[int, ...]) -> Mapping[str, str | int]:
        """Session settings that only this one has."""
        ...

    @property
    def views(self) -> tuple[View, ...]:
        """Views of information_schema that only this one has, or that hold other columns."""
        ...

    @property
    def default_action(self) -> str:
        """What it prints for a foreign key without ON DELETE."""
        ...

    @property
    def bodies_need(self) -> str:
        """The privilege that shows what others' routines do."""
        ...

    def attributes(self, source: InformationSchema, columns: Sequence[Row]) -> Attributes:
        """Attributes that the views of all servers lack."""
        ...

    def column(self, row: Row, position: int, attributes: str | None, source: InformationSchema) -> Column:
        """One column of a table."""
        ...

    def expression(self, text: str) -> str:
        """A stored expression as the server prints it elsewhere."""
        ...

    def checks(self, source: InformationSchema) -> Mapping[Place, tuple[Check, ...]]:
        """The check constraints of each table, by name."""
        ...

    def sequences(
        self, source: InformationSchema, tables: Sequence[Row], columns: Sequence[Row]
    ) -> tuple[tuple[SequenceValue, ...], tuple[str, ...]]:
        """The sequences, and what of them could not be read."""
        ...
