"""Which objects are the project's: env.py's own filters, and the tables that Alembic and tk keep for themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from sqlalchemy import Column, Index, MetaData, Table, UniqueConstraint
from sqlalchemy.types import NullType

from toolkit.backends.own import without_our_own
from toolkit.catalog import values
from toolkit.catalog.values import Catalog
from toolkit.rehearsal.observing import Observed

# Alembic's own is made of one column of this name, whatever the table is called: other histories may share a database.
_VERSION_COLUMN = "version_num"
# Where the objects of each kind stand in a table, and what Alembic calls the kind when it asks a filter.
_MEMBERS: Mapping[str, str] = {
    "columns": "column",
    "indexes": "index",
    "uniques": "unique_constraint",
    "foreign_keys": "foreign_key_constraint",
    "checks": "check_constraint",
}


class Selection:
    """What of a catalog is compared. Each answer is found once: the filters of a project may be slow."""

    def __init__(self, observed: Observed) -> None:
        options = observed.options
        self._include_name: Callable[..., bool] | None = options.get("include_name")
        self._include_object: Callable[..., bool] | None = options.get("include_object")
        self._version_table = options.get("version_table_schema"), options.get("version_table", "alembic_version")
        self._metadata = observed.metadata
        self.dialect = observed.dialect
        self._kept: dict[tuple[str | None, str], bool] = {}

    def of(self, catalog: Catalog) -> Catalog:
        """The catalog without what is left out."""
        catalog = without_our_own(catalog)
        tables = tuple(self._narrowed(table) for table in catalog.tables if self._keeps(table))
        left_out = {(table.schema, table.name) for table in catalog.tables} - {(t.schema, t.name) for t in tables}
        triggers = tuple(trigger for trigger in catalog.triggers if (trigger.schema, trigger.table) not in left_out)
        return replace(catalog, tables=tables, triggers=triggers)

    def model(self, schema: str | None, name: str) -> Table | None:
        """The models' table of this name."""
        return self._models.get((schema, name))

    def _keeps(self, table: values.Table) -> bool:
        key = table.schema, table.name
        if key not in self._kept:
            self._kept[key] = not self._is_version_table(table) and self._passes(table)
        return self._kept[key]

    def _is_version_table(self, table: values.Table) -> bool:
        named = (table.schema, table.name) in (self._version_table, (None, self._version_table[1]))
        return named or [column.name for column in table.columns] == [_VERSION_COLUMN]

    def _passes(self, table: values.Table) -> bool:
        model = self.model(table.schema, table.name)
        parents = {"schema_name": table.schema}
        if self._include_name is not None and not self._include_name(table.name, "table", _named(parents, table)):
            return False
        if self._include_object is None:
            return True
        stand_in = _stand_in(table)
        if model is None:
            return self._include_object(stand_in, table.name, "table", True, None)
        return self._include_object(model, table.name, "table", False, stand_in)

    def _narrowed(self, table: values.Table) -> values.Table:
        if self._include_name is None and self._include_object is None:
            return table
        model, stand_in = self.model(table.schema, table.name), _stand_in(table)
        kept: dict[str, Any] = {}
        for field, kind in _MEMBERS.items():
            parts = getattr(table, field)
            kept[field] = tuple(part for part in parts if self._passes_inside(part, kind, table, model, stand_in))
        return replace(table, **kept)

    def _passes_inside(self, part: Any, kind: str, table: values.Table, model: Table | None, stand_in: Table) -> bool:
        parents = _named({"schema_name": table.schema, "table_name": table.name}, table)
        if self._include_name is not None and not self._include_name(part.name, kind, parents):
            return False
        if self._include_object is None:
            return True
        modelled = _part_of(model, kind, part.name) if model is not None else None
        reflected = _part_of(stand_in, kind, part.name)
        if modelled is None:
            return reflected is None or self._include_object(reflected, part.name, kind, True, None)
        return self._include_object(modelled, part.name, kind, False, reflected)

    @cached_property
    def _models(self) -> Mapping[tuple[str | None, str], Table]:
        return {
            (None if table.schema == self.dialect.default_schema_name else table.schema, table.name): table
            for metadata in self._metadata
            for table in metadata.tables.values()
        }


def _named(parents: dict[str, Any], table: values.Table) -> dict[str, Any]:
    qualified = f"{table.schema}.{table.name}" if table.schema else table.name
    return {**parents, "schema_qualified_table_name": qualified}


def _stand_in(table: values.Table) -> Table:
    """For a filter that looks at a reflected table: its names, columns, keys and indexes; types are not known."""
    columns = [
        Column(column.name, NullType(), nullable=column.nullable, comment=column.comment) for column in table.columns
    ]
    stand_in = Table(table.name, MetaData(), *columns, schema=table.schema, comment=table.comment)
    for unique in table.uniques:
        if set(unique.columns) <= set(stand_in.c.keys()):
            stand_in.append_constraint(UniqueConstraint(*unique.columns, name=unique.name))
    for index in table.indexes:
        Index(index.name, *_existing(stand_in, index), unique=index.unique)
    return stand_in


def _existing(table: Table, index: Any) -> Iterator[Any]:
    return (table.c[part.column] for part in index.parts if part.column and part.column in table.c)


def _part_of(table: Table, kind: str, name: str | None) -> Any:
    if kind == "column":
        return table.c.get(name) if name else None
    # Where the server keeps a unique constraint as an index, the models may still have the constraint.
    found: tuple[Any, ...] = (*table.indexes, *table.constraints) if kind == "index" else (*table.constraints,)
    return next((part for part in found if part.name == name), None)
