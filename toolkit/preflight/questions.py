"""What a plan asks of the rows that are there: each facet of a table that becomes narrower."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.sql.compiler import IdentifierPreparer

from toolkit.backends.fitting.base import Fitting, Misfits
from toolkit.backends.fitting.keys import Key, keys_of, plain_columns
from toolkit.backends.fitting.types import spelled
from toolkit.backends.sql.values import Name
from toolkit.catalog.members import Column, ForeignKey
from toolkit.catalog.values import Catalog, Table
from toolkit.finding import Finding
from toolkit.preflight.asked import Asked
from toolkit.preflight.duplicate_values import duplicate_values
from toolkit.preflight.null_values import null_values
from toolkit.preflight.orphaned_rows import orphaned_rows
from toolkit.preflight.out_of_range_values import out_of_range_values
from toolkit.preflight.too_long_values import too_long_values
from toolkit.preflight.uncounted_rows import uncounted_rows
from toolkit.preflight.unknown_enum_values import unknown_enum_values

DEFAULT = "(default)"
_TYPES = {
    "too-long-values": too_long_values,
    "out-of-range-values": out_of_range_values,
    "unknown-enum-values": unknown_enum_values,
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """One thing to ask, about something that will be narrower."""

    asked: Asked
    sought: str
    """Rows of what kind, for a sentence."""
    answer: Callable[[Connection], Finding | None]
    """None where all rows fit."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A table as it is and as it will be, between the two catalogs."""

    live: Table
    table: Table
    before: Catalog
    after: Catalog
    changed: Collection[Name]
    database: str
    preparer: IdentifierPreparer
    fitting: Fitting

    @property
    def name(self) -> Name:
        """Of the table."""
        return Name(schema=self.live.schema, name=self.live.name)

    @property
    def key(self) -> Sequence[str]:
        """What a row is called by."""
        key = self.live.primary_key
        return plain_columns(key, self.live) if key is not None else ()

    @property
    def columns(self) -> Mapping[str, tuple[Column, Column]]:
        """Those that are there and stay, types spelled out; what is computed otherwise is another one."""
        now = {column.name: spelled(column, self.before) for column in self.live.columns}
        then = [spelled(column, self.after) for column in self.table.columns]
        kept = [column for column in then if column.name in now and now[column.name].computed == column.computed]
        return {column.name: (now[column.name], column) for column in kept}

    def asked(self, columns: Sequence[str], expressions: Sequence[str] = (), *others: Name) -> Asked:
        """About these columns; ``others`` are tables that the answer depends on besides."""
        return Asked(
            table=f"{self.live.schema}.{self.live.name}" if self.live.schema else self.live.name,
            columns=(*columns, *expressions),
            database=self.database,
            written_table=written(self.preparer, self.name),
            written_columns=(*(quoted(self.preparer, column) for column in columns), *expressions),
            certain=not any(self.is_changed(name) for name in (self.name, *others)),
        )

    def is_changed(self, table: Name) -> bool:
        """Whether the plan changes its rows; a default schema may be named or not."""
        return any(
            one.name.casefold() == table.name.casefold()
            and (one.schema == table.schema or (table.schema is None and one.schema not in self.before.schemas))
            for one in self.changed
        )


def quoted(preparer: IdentifierPreparer, name: str) -> str:
    """A name, in quotes where it needs them."""
    # Made for a driver that is given parameters, where one percent sign is written as two.
    told = preparer.quote(name)
    return told.replace("%%", "%") if getattr(preparer, "_double_percents", False) else told


def written(preparer: IdentifierPreparer, name: Name) -> str:
    """A table as a statement writes it."""
    return ".".join(quoted(preparer, part) for part in (name.schema, name.name) if part is not None)


def questions(pair: Pair) -> Iterator[Question]:
    """Everything to ask about one table."""
    columns = pair.columns
    for now, then in columns.values():
        if now.nullable and not then.nullable:
            yield _nulls(pair, then.name)
        if (now.type, now.charset) != (then.type, then.charset):
            yield _unfit(pair, now, then)
    had = {key.demand for key in keys_of(pair.live)}
    for key in keys_of(pair.table):
        if key.demand not in had and all(column.name in columns for column in key.columns):
            yield _duplicates(pair, key)
    known = [_content(key) for key in pair.live.foreign_keys if key.enforced and key.validated]
    for reference in pair.table.foreign_keys:
        is_new = reference.enforced and reference.validated and _content(reference) not in known
        if is_new and all(column in columns for column in reference.columns) and not _is_renamed(pair, reference):
            yield _orphans(pair, reference)


def _nulls(pair: Pair, column: str) -> Question:
    asked = pair.asked([column])

    def answer(connection: Connection) -> Finding | None:
        misfits = pair.fitting.nulls(connection, pair.name, column, pair.key)
        return null_values(misfits, asked) if misfits.rows else None

    return Question(asked=asked, sought="rows without a value", answer=answer)


def _unfit(pair: Pair, now: Column, then: Column) -> Question:
    asked = pair.asked([then.name])
    is_charset = then.charset is not None and now.charset not in (None, then.charset)
    kind = f"{then.type} of {then.charset}" if is_charset else then.type

    def answer(connection: Connection) -> Finding | None:
        name, misfits = pair.fitting.unfit(connection, pair.name, now, then, pair.key) or (
            "",
            Misfits(rows=0, samples=()),
        )
        return _TYPES[name](misfits, asked, kind=kind) if misfits.rows else None

    return Question(asked=asked, sought=f"values that {kind} does not hold", answer=answer)


def _duplicates(pair: Pair, key: Key) -> Question:
    asked = pair.asked([column.name for column in key.columns], key.expressions)

    def answer(connection: Connection) -> Finding | None:
        misfits = pair.fitting.duplicates(
            connection,
            pair.name,
            [spelled(column, pair.after) for column in key.columns],
            expressions=key.expressions,
            where=key.where,
            nulls_are_equal=key.nulls_are_equal,
        )
        return duplicate_values(misfits, asked, where=key.where) if misfits.rows else None

    return Question(asked=asked, sought="rows with the same values", answer=answer)


def _orphans(pair: Pair, reference: ForeignKey) -> Question:
    referred = _referred(pair, reference)
    asked = pair.asked(reference.columns, (), referred)
    told = written(pair.preparer, referred)
    sought = f"rows that refer to nothing in {told}"
    if not _has(pair.before, referred, reference.referred_columns):
        finding = uncounted_rows(asked, sought=sought, reason="what they refer to is made by the plan itself")
        return Question(asked=asked, sought=sought, answer=lambda _connection: finding)

    def answer(connection: Connection) -> Finding | None:
        misfits = pair.fitting.orphans(connection, pair.name, reference, pair.key)
        columns = [quoted(pair.preparer, column) for column in reference.referred_columns]
        return orphaned_rows(misfits, asked, referred=told, referred_columns=columns) if misfits.rows else None

    return Question(asked=asked, sought=sought, answer=answer)


def _referred(pair: Pair, reference: ForeignKey) -> Name:
    schema = pair.live.schema if reference.referred_schema is None else reference.referred_schema
    return Name(schema=None if schema == DEFAULT else schema, name=reference.referred_table)


def _has(catalog: Catalog, table: Name, columns: Sequence[str]) -> bool:
    found = [one for one in catalog.tables if (one.schema, one.name) == (table.schema, table.name)]
    return any(set(columns) <= {column.name for column in one.columns} for one in found)


def _is_renamed(pair: Pair, reference: ForeignKey) -> bool:
    """Whether it is there already, and what it refers to is called otherwise after the plan."""
    twins = [key for key in pair.live.foreign_keys if (key.name, key.columns) == (reference.name, reference.columns)]
    return any(not _has(pair.after, _referred(pair, twin), twin.referred_columns) for twin in twins)


def _content(key: ForeignKey) -> tuple[object, ...]:
    return key.columns, key.referred_schema, key.referred_table, key.referred_columns, key.match
