"""The views of information_schema, each read once for all databases, never joined by the server.

At 1,000 tables MySQL takes minutes for a join of TABLE_CONSTRAINTS with CHECK_CONSTRAINTS.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import NoneType
from typing import Any

import sqlalchemy as sa

from toolkit.backends.catalogs.innodb.joined import in_one_piece
from toolkit.backends.catalogs.innodb.names import Names

Row = Mapping[str, Any]
Place = tuple[str, str]
"""Database and table."""


@dataclass(frozen=True, kw_only=True)
class View:
    """A view of information_schema: the column that tells the database, and the columns of interest."""

    name: str
    scope: str
    columns: tuple[str, ...]
    is_long: bool = False
    """Whether it has so many rows that a driver takes longer to read them one by one than a server to join them.

    Its numbers come as texts.
    """
    is_rare: bool = False
    """Whether most databases have no row of it: one question tells for all such views which are worth their own."""
    given: tuple[str, ...] = ()
    """Columns of which one must say something, for a row to be of interest."""


@dataclass(frozen=True, kw_only=True)
class InformationSchema:
    """What this server's information_schema has, for the databases that are read."""

    connection: sa.Connection
    names: Names
    available: Mapping[str, Collection[str]]
    empty: Collection[str] = ()
    """The rare views that have no row of interest."""
    known: dict[str | None, str | None] = field(default_factory=dict)
    """Every text once: the names of tables, types and collations stand in many rows."""

    def rows(self, view: View, *conditions: sa.ColumnElement[bool]) -> list[Row]:
        """All rows; a column that this version lacks is None, a view that it lacks is empty."""
        has = self.available.get(view.name, ())
        if not has or view.name in self.empty:
            return []
        chosen = [view.scope, *(column for column in view.columns if column in has and column != view.scope)]
        columns: list[sa.ColumnElement[Any]] = [sa.column(column) for column in chosen]
        query = (
            sa.select(*columns)
            .select_from(sa.table(view.name, schema="information_schema"))
            .where(*_of_interest(view, self.names, has), *conditions)
        )
        lacking = dict.fromkeys(column for column in view.columns if column not in has)
        # MariaDB compares some of these names without regard to case.
        wanted = set(self.names.databases)
        found = in_one_piece(self.connection, query) if view.is_long else None
        if found is None:
            found = list(zip(*self.connection.execute(query).all(), strict=True))
        rows = zip(*[_column(values, self.known) for values in found], strict=True)
        return [{**lacking, **dict(zip(chosen, row, strict=True))} for row in rows if row[0] in wanted]


def information_schema(connection: sa.Connection, names: Names, views: Sequence[View]) -> InformationSchema:
    """Ask once which of the views and columns this version has, and which of the rare ones have a row."""
    columns: list[sa.ColumnElement[Any]] = [sa.column("TABLE_NAME"), sa.column("COLUMN_NAME")]
    query = sa.select(*columns).select_from(sa.table("COLUMNS", schema="information_schema"))
    query = query.where(
        sa.column("TABLE_SCHEMA") == "information_schema",
        sa.column("TABLE_NAME").in_(sorted({view.name for view in views})),
    )
    available = defaultdict(set)
    for view, column in connection.execute(query):
        available[_text(view).upper()].add(_text(column).upper())
    empty = _empty(connection, names, available, [view for view in views if view.is_rare and view.name in available])
    return InformationSchema(connection=connection, names=names, available=available, empty=empty)


def _empty(
    connection: sa.Connection, names: Names, available: Mapping[str, Collection[str]], views: Sequence[View]
) -> Collection[str]:
    if not views:
        return ()
    questions = [
        sa.exists()
        .select_from(sa.table(view.name, schema="information_schema"))
        .where(*_of_interest(view, names, available[view.name]))
        .label(view.name)
        for view in views
    ]
    answers = connection.execute(sa.select(*questions)).one()
    return {view.name for view, answer in zip(views, answers, strict=True) if not answer}


def _of_interest(view: View, names: Names, has: Collection[str]) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [sa.column(view.scope).in_(names.databases)]
    if view.given:
        found.append(sa.or_(*(sa.column(name).is_not(None) for name in view.given if name in has)))
    return found


def by_table(rows: Iterable[Row], schema: str = "TABLE_SCHEMA", table: str = "TABLE_NAME") -> dict[Place, list[Row]]:
    """Rows of each table, in the order in which they came."""
    places: dict[Place, list[Row]] = defaultdict(list)
    for row in rows:
        places[row[schema], row[table]].append(row)
    return places


def pairs(values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Options as the values hold them: sorted, without those that are not set."""
    return tuple(sorted((name, str(value)) for name, value in values.items() if value not in (None, "")))


def _column(values: Sequence[Any], known: dict[str | None, str | None]) -> Sequence[Any]:
    """The values with equal texts as one object. Some drivers give long texts as bytes."""
    kinds = set(map(type, values))
    if any(issubclass(kind, bytes | bytearray) for kind in kinds):
        values = tuple(map(_text, values))
        kinds = set(map(type, values))
    # Numbers are left alone: 1, 1.0 and True are equal, and not the same.
    return tuple(map(known.setdefault, values, values)) if kinds <= {str, NoneType} else values


def _text(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes | bytearray) else value
