"""The catalog of either server, by a number of queries that does not depend on the number of tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, TypeVar

import sqlalchemy as sa

from toolkit.backends.base import dotted
from toolkit.backends.catalogs.innodb import (
    columns,
    constraints,
    events,
    indexes,
    partitions,
    routines,
    tables,
    triggers,
    views,
)
from toolkit.backends.catalogs.innodb.grants import read_grants
from toolkit.backends.catalogs.innodb.names import Names
from toolkit.backends.catalogs.innodb.rows import (
    InformationSchema,
    Place,
    Row,
    View,
    by_table,
    information_schema,
    pairs,
)
from toolkit.backends.catalogs.innodb.server import Server
from toolkit.backends.catalogs.innodb.session import Session, own_settings
from toolkit.backends.catalogs.innodb.unread import Seen, unread, unseen
from toolkit.catalog import members, values

_Object = TypeVar("_Object")
SCHEMATA = View(
    name="SCHEMATA",
    scope="SCHEMA_NAME",
    columns=("DEFAULT_CHARACTER_SET_NAME", "DEFAULT_COLLATION_NAME", "DEFAULT_ENCRYPTION", "SCHEMA_COMMENT"),
)
_SAID_OF_COLUMN = itemgetter("TABLE_SCHEMA", *(name for name in columns.COLUMNS.columns if name != "TABLE_NAME"))
_VIEWS = (
    SCHEMATA,
    tables.TABLES,
    columns.COLUMNS,
    indexes.STATISTICS,
    constraints.KEY_COLUMNS,
    constraints.REFERENCES,
    partitions.PARTITIONS,
    views.VIEWS,
    triggers.TRIGGERS,
    routines.ROUTINES,
    routines.PARAMETERS,
    routines.LIBRARIES,
    routines.IMPORTS,
    events.EVENTS,
)


def read(connection: sa.Connection, schemas: Sequence[str], server: Server) -> values.Catalog:
    """The connection's own database, and the others by name."""
    version = tuple(part for part in connection.dialect.server_version_info or () if isinstance(part, int))
    with own_settings(connection, server.settings(version)) as session:
        names = _names(session.database, schemas, folds=session.lower_case_table_names == 1)
        source = information_schema(connection, names, (*_VIEWS, *server.views))
        return _Reading(source=source, server=server, session=session).catalog()


def _names(own: str | None, schemas: Sequence[str], *, folds: bool) -> Names:
    given = (name.lower() if folds else name for name in schemas)
    return Names(own=own, others=tuple(sorted(set(given) - {own})))


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """One reading of one server."""

    source: InformationSchema
    server: Server
    session: Session
    known: dict[tuple[Any, ...], members.Column] = field(default_factory=dict)
    """By all that is said of them but their tables: many have an id, and the hour when a row was made."""

    def catalog(self) -> values.Catalog:
        names = self.source.names
        schemata = self.source.rows(SCHEMATA)
        rows = self.source.rows(tables.TABLES)
        columns_of = by_table(self.source.rows(columns.COLUMNS))
        every_column = [column for mine in columns_of.values() for column in mine]
        found_tables, without_rules = self._tables(rows, columns_of, every_column)
        view_rows = self.source.rows(views.VIEWS) if any(row["TABLE_TYPE"] == "VIEW" for row in rows) else []
        routine_rows = self.source.rows(routines.ROUTINES)
        sequences, unread_sequences = self.server.sequences(self.source, rows, every_column)
        seen = Seen(
            tables=rows,
            columns=columns_of,
            views=view_rows,
            routines=routine_rows,
            foreign_keys_without_rules=without_rules,
            character_set=self.session.character_set,
            bodies_need=self.server.bodies_need,
        )
        grants = read_grants(self.source.connection, self.session.role)
        return values.Catalog(
            backend=self.server.backend,
            server_version=dotted(self.source.connection.dialect.server_version_info),
            schemas=tuple(sorted(row["SCHEMA_NAME"] for row in schemata if row["SCHEMA_NAME"] != names.own)),
            tables=_sorted(found_tables),
            views=_sorted(views.view(row, columns_of.get(_place(row), ()), names) for row in view_rows),
            triggers=_sorted(triggers.triggers(self.source.rows(triggers.TRIGGERS), names)),
            sequences=_sorted(sequences),
            routines=_sorted(self._routines(routine_rows)),
            options=_options(schemata, names),
            unread=(*unread(seen, grants, names), *unread_sequences),
            unseen=(*unseen(seen, grants, names), *(values.Unseen(kind="sequence") for _ in unread_sequences[:1])),
        )

    def _tables(
        self, rows: Sequence[Row], columns_of: Mapping[Place, Sequence[Row]], every_column: Sequence[Row]
    ) -> tuple[list[values.Table], int]:
        source, names = self.source, self.source.names
        index_rows = by_table(source.rows(indexes.STATISTICS))
        key_rows = source.rows(constraints.KEY_COLUMNS, sa.column("REFERENCED_TABLE_NAME").is_not(None))
        rules = source.rows(constraints.REFERENCES) if key_rows else []
        keys, without_rules = constraints.foreign_keys(key_rows, rules, names, self.server.default_action)
        parts = by_table(source.rows(partitions.PARTITIONS)) if any(map(tables.is_partitioned, rows)) else {}
        checks = self.server.checks(source)
        attributes = self.server.attributes(source, every_column)
        found = []
        for row in rows:
            if row["TABLE_TYPE"] not in tables.BASE_TABLES:
                continue
            place = _place(row)
            mine, of_indexes = index_rows.get(place, []), attributes.indexes.get(place, {})
            found.append(
                values.Table(
                    schema=names.schema(row["TABLE_SCHEMA"]),
                    name=row["TABLE_NAME"],
                    columns=self._columns(columns_of.get(place, ()), attributes.columns.get(place, {})),
                    primary_key=indexes.primary_key(mine, of_indexes),
                    foreign_keys=keys.get(place, ()),
                    checks=checks.get(place, ()),
                    indexes=indexes.indexes(mine, keys.get(place, ()), of_indexes, self.server.expression),
                    comment=row["TABLE_COMMENT"] or None,
                    partitioning=partitions.partitioning(parts.get(place, ())),
                    options=tables.table_options(row, attributes.tables.get(place, {})),
                )
            )
        return found, without_rules

    def _columns(self, rows: Iterable[Row], attributes: Mapping[str, str]) -> tuple[members.Column, ...]:
        ordered = sorted(rows, key=lambda row: int(row["ORDINAL_POSITION"]))
        found = []
        for position, row in enumerate(ordered, 1):
            attribute = attributes.get(row["COLUMN_NAME"])
            said = (*_SAID_OF_COLUMN(row), position, attribute)
            column = self.known.get(said)
            if column is None:
                self.known[said] = column = self.server.column(row, position, attribute, self.source)
            found.append(column)
        return tuple(found)

    def _routines(self, rows: Sequence[Row]) -> Iterable[values.Routine]:
        source, names = self.source, self.source.names
        if rows:
            parameters, imports = source.rows(routines.PARAMETERS), source.rows(routines.IMPORTS)
            yield from routines.routines(rows, parameters, imports, names)
        yield from routines.libraries(source.rows(routines.LIBRARIES), names)
        yield from events.events(source.rows(events.EVENTS), names)


def _place(row: Row) -> Place:
    return row["TABLE_SCHEMA"], row["TABLE_NAME"]


def _sorted(found: Iterable[_Object]) -> tuple[_Object, ...]:
    """By schema and name; functions and procedures of one name by their kind."""
    return tuple(sorted(found, key=_identity))


def _identity(found: object) -> tuple[str, ...]:
    return tuple(getattr(found, field, None) or "" for field in ("schema", "name", "table", "signature"))


def _options(schemata: Sequence[Row], names: Names) -> tuple[tuple[str, str], ...]:
    """Those of the own database under their names, those of others as ``charset of NAME``."""
    found = {}
    for row in schemata:
        schema = names.schema(row["SCHEMA_NAME"])
        of = "" if schema is None else f" of {schema}"
        found[f"charset{of}"] = row["DEFAULT_CHARACTER_SET_NAME"]
        found[f"collation{of}"] = row["DEFAULT_COLLATION_NAME"]
        found[f"encryption{of}"] = row["DEFAULT_ENCRYPTION"] if row["DEFAULT_ENCRYPTION"] == "YES" else None
        found[f"comment{of}"] = row["SCHEMA_COMMENT"]
    return pairs(found)
