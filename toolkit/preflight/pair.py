"""A table as it is and as it will be, and how it is told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection
from sqlalchemy.sql.compiler import IdentifierPreparer

from toolkit.backends.fitting.base import Fitting, Future, Value
from toolkit.backends.fitting.keys import plain_columns
from toolkit.backends.fitting.types import domains_of, kind_of, spelled
from toolkit.backends.sql.values import Name
from toolkit.planning.renaming import LiveNames
from toolkit.preflight.asked import Asked
from toolkit.preflight.mending import Change

if TYPE_CHECKING:
    from toolkit.catalog.members import Column
    from toolkit.catalog.values import Catalog, Table


@dataclass(frozen=True, kw_only=True)
class Trial:
    """A database of ours that is as the plan leaves it."""

    shadow: Connection
    takes_values: bool = True
    """False on another server, where values of the live one have no business."""
    conversions: Mapping[tuple[Name, str], str] = field(default_factory=dict)
    """By table and column, as they are called then: what its values are converted by."""
    copied: Collection[Name] = ()
    """Tables whose rows some statement copies."""
    alike: Collection[tuple[Name, str]] = ()
    """Columns that the plan adds, with one value for all rows that are there."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A table as it is and as it will be, between the two catalogs."""

    live: Table
    table: Table
    before: Catalog
    after: Catalog
    changed: Collection[Change]
    database: str
    preparer: IdentifierPreparer
    fitting: Fitting
    names: LiveNames = field(default_factory=lambda: LiveNames(()))
    trial: Trial | None = None

    @property
    def name(self) -> Name:
        """Of the live table."""
        return Name(schema=self.live.schema, name=self.live.name)

    @property
    def new_name(self) -> Name:
        """Of the table, as the plan leaves it."""
        return Name(schema=self.table.schema, name=self.table.name)

    @property
    def key(self) -> Sequence[str]:
        """What a row is called by."""
        key = self.live.primary_key
        return plain_columns(key, self.live) if key is not None else ()

    @property
    def columns(self) -> Mapping[str, tuple[Column, Column]]:
        """By their new names those that are there and stay, types spelled out; computed otherwise it is another one."""
        found = {value.column.name: (value.source, value.column) for value in self.values if value.source is not None}
        return {name: (spelled(now, self.before), spelled(then, self.after)) for name, (now, then) in found.items()}

    @property
    def values(self) -> tuple[Value, ...]:
        """All columns as they will be."""
        now = {column.name: column for column in self.live.columns}
        return tuple(
            Value(column=column, source=self._source(column, now), using=self.using(column.name))
            for column in self.table.columns
        )

    def using(self, column: str) -> str | None:
        """The expression that a statement of the plan converts the column by, under the name of then or of now."""
        if self.trial is None:
            return None
        now = self.names.column_of(self.table.schema, self.table.name, column)
        places = [(table, name) for table in (self.new_name, self.name) for name in (column, now) if name is not None]
        return next((self.trial.conversions[place] for place in places if place in self.trial.conversions), None)

    @property
    def is_copied(self) -> bool:
        """Whether a statement copies all rows, as far as that is known."""
        return self.trial is None or not {self.name, self.new_name}.isdisjoint(self.trial.copied)

    def _source(self, column: Column, now: Mapping[str, Column]) -> Column | None:
        name = self.names.column_of(self.table.schema, self.table.name, column.name)
        found = None if name is None else now.get(name)
        # The expression may only say the new name of what it said before.
        is_same = found is not None and (
            found.computed == column.computed or bool(found.computed and column.computed and self.is_renamed)
        )
        return found if is_same else None

    @property
    def is_renamed(self) -> bool:
        """Whether some column is called otherwise, so that an expression may be written otherwise and mean the same."""
        return any(
            self.names.column_of(self.table.schema, self.table.name, column.name) not in (None, column.name)
            for column in self.table.columns
        )

    def is_converted(self, column: str) -> bool:
        """Whether a statement says how, by more than a cast to its type."""
        return any(value.column.name == column and self.fitting.has_own_expression(value) for value in self.values)

    def is_filled_alike(self, column: str) -> bool:
        """Whether the plan adds it with one value for all rows, as far as that is known."""
        if self.trial is None or self.using(column) is not None:
            return False
        return any((table, column) in self.trial.alike for table in (self.new_name, self.name))

    @property
    def future(self) -> Future:
        """The live rows as they will be; of a domain in the type that it stands on, which takes all values."""
        values = tuple(replace(value, column=self._plain(value.column)) for value in self.values)
        return Future(live=self.name, name=self.table.name, values=values)

    def _plain(self, column: Column) -> Column:
        is_domain = next(domains_of(column.type, self.after), None) is not None
        found = spelled(column, self.after)
        return found if is_domain and not kind_of(found.type).labels else column

    def asked(
        self, columns: Sequence[str], expressions: Sequence[str] = (), *others: Name, is_partial: bool = False
    ) -> Asked:
        """About these columns, ``is_partial`` of some rows alone; ``others`` are tables that it depends on besides."""
        return Asked(
            table=f"{self.live.schema}.{self.live.name}" if self.live.schema else self.live.name,
            columns=(*columns, *expressions),
            database=self.database,
            written_table=written(self.preparer, self.name),
            written_columns=(*(quoted(self.preparer, column) for column in columns), *expressions),
            certain=not self._may_be_mended([] if expressions or is_partial else columns, others),
        )

    def _may_be_mended(self, columns: Sequence[str], others: Sequence[Name]) -> bool:
        """Whether the plan changes what the answer depends on, before it comes to what the rows must fit."""
        own = [self.name, self.new_name]
        # Of these a change of others makes another value.
        derived = {column.name for column in self.live.columns if column.computed or column.on_update}
        reached = [] if derived.intersection(columns) else columns
        for change in self.changed:
            comes_before = change.before is None or any(self._are_same(own, one) for one in change.before)
            is_own = self._are_same(own, change.table) and change.reaches(reached)
            if comes_before and (is_own or self._are_same(others, change.table)):
                return True
        return False

    def _are_same(self, tables: Sequence[Name], one: Name) -> bool:
        """Whether it is one of the tables; a default schema may be named or not."""
        return any(
            one.name.casefold() == table.name.casefold()
            and (one.schema == table.schema or (table.schema is None and one.schema not in self.before.schemas))
            for table in tables
        )


def quoted(preparer: IdentifierPreparer, name: str) -> str:
    """A name, in quotes where it needs them."""
    # Made for a driver that is given parameters, where one percent sign is written as two.
    told = preparer.quote(name)
    return told.replace("%%", "%") if getattr(preparer, "_double_percents", False) else told


def written(preparer: IdentifierPreparer, name: Name) -> str:
    """A table as a statement writes it."""
    return ".".join(quoted(preparer, part) for part in (name.schema, name.name) if part is not None)
