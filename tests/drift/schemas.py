"""Small catalogs for tests, and the one difference between two of them."""

from __future__ import annotations

from typing import Any

from toolkit.catalog.comparison import Change, compare
from toolkit.catalog.members import Column
from toolkit.catalog.values import Catalog, Table


def column(name: str, position: int = 1, **said: Any) -> Column:
    return Column(**({"name": name, "position": position, "type": "INTEGER", "nullable": True} | said))


def table(name: str, *columns: str | Column, schema: str | None = None, **said: Any) -> Table:
    """With a column ``id`` where none is named."""
    found = [
        column(item, position) if isinstance(item, str) else item for position, item in enumerate(columns or ("id",), 1)
    ]
    return Table(schema=schema, name=name, columns=tuple(found), **said)


def catalog(*tables: Table, **said: Any) -> Catalog:
    return Catalog(**({"backend": "sqlite", "server_version": "3.40.1", "tables": tables} | said))


def difference(expected: Catalog, found: Catalog) -> Change:
    """The only one."""
    [change] = compare(expected, found)
    return change


ORDERS = catalog(table("orders", "id"))
NOTED = catalog(table("orders", "id", column("note", 2, type="VARCHAR(30)", nullable=False)))
NULLABLE = catalog(table("orders", "id", column("note", 2, type="VARCHAR(30)")))

ADDED = difference(ORDERS, NOTED)
"""A column of which only the second catalog knows."""
LOST = difference(NOTED, ORDERS)
LOOSENED = difference(NOTED, NULLABLE)
"""A column that is nullable in the second catalog only."""
NEW_TABLE = difference(catalog(), ORDERS)
LOST_TABLE = difference(ORDERS, catalog())
