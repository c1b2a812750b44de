"""Which module reads the catalog of a backend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from sqlalchemy import Connection

from toolkit.backends.catalogs.mariadb import reader as mariadb
from toolkit.backends.catalogs.mysql import reader as mysql
from toolkit.backends.catalogs.postgresql import reader as postgresql
from toolkit.backends.catalogs.sqlite import reader as sqlite
from toolkit.catalog.values import Catalog


class Reader(Protocol):
    """Reads the default schema, and those that are named."""

    def __call__(self, connection: Connection, schemas: Sequence[str] = (), /) -> Catalog:
        """By a constant number of statements."""
        ...


READERS: Mapping[str, Reader] = {
    "mysql": mysql.read_catalog,
    "mariadb": mariadb.read_catalog,
    "postgresql": postgresql.read_catalog,
    "sqlite": sqlite.read_catalog,
}


def reader_of(backend_name: str) -> Reader | None:
    """None for a backend whose catalog cannot be read."""
    return READERS.get(backend_name)
