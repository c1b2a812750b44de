"""A catalog without what it has from the defaults of its database: the same wherever those differ.

A database for development and one in production may be created with another charset and collation. What a table
has from its database, and a column from its table, is left out; what deviates from that stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from toolkit.catalog.members import Column
from toolkit.catalog.values import Catalog, Table

_COMMENT = "comment"


def relative(catalog: Catalog) -> Catalog:
    """The catalog, told relative to its database. Of one that is told so already, the same."""
    defaults = dict(catalog.options)
    tables = tuple(_table(table, defaults) for table in catalog.tables)
    own = tuple(pair for pair in catalog.options if pair[0].startswith(_COMMENT))
    return replace(catalog, tables=tables, options=own)


def _table(table: Table, of_database: Mapping[str, str]) -> Table:
    options = dict(table.options)
    columns = tuple(_column(column, options) for column in table.columns)
    of = f" of {table.schema}" if table.schema else ""
    own = tuple(pair for pair in table.options if of_database.get(f"{pair[0]}{of}") != pair[1])
    return replace(table, columns=columns, options=own)


def _column(column: Column, of_table: Mapping[str, str]) -> Column:
    if column.charset is None or column.collation != of_table.get("collation"):
        return column
    return replace(column, charset=None, collation=None)
