"""Small catalogs, written down."""

from __future__ import annotations

from typing import Any

from toolkit.catalog.members import Column
from toolkit.catalog.values import Catalog, Table


def column(name: str, kind: str = "integer", **said: Any) -> Column:
    """A column that may be null; its position is counted by ``table``."""
    return Column(name=name, position=1, type=kind, nullable=said.pop("nullable", True), **said)


def table(name: str, *columns: Column, schema: str | None = None, **said: Any) -> Table:
    """A table of these columns, in this order."""
    numbered = tuple(
        Column(**{**vars(one), "position": at}) for at, one in enumerate(columns or (column("id"),), start=1)
    )
    return Table(schema=schema, name=name, columns=numbered, **said)


def catalog(*tables: Table, backend: str = "sqlite", **said: Any) -> Catalog:
    """A catalog of these tables."""
    return Catalog(backend=backend, server_version="1", tables=tables, **said)
