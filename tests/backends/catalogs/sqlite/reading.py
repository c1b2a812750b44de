"""Reading what statements make, in a database in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from toolkit.backends.catalogs.sqlite.reader import read_catalog
from toolkit.catalog.comparison import Change, compare
from toolkit.catalog.values import Catalog, Table

IS_OLD = sqlite3.sqlite_version_info < (3, 37)


@contextmanager
def connected(url: str = "sqlite://", **options: object) -> Iterator[Connection]:
    """A connection whose database is gone, or released, afterwards."""
    engine = create_engine(url, **options) if url != "sqlite://" else create_engine(url, poolclass=StaticPool)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def run(connection: Connection, *scripts: str) -> None:
    """Run them as a person at a console does."""
    for script in scripts:
        connection.connection.driver_connection.executescript(script)


def read(*scripts: str) -> Catalog:
    """The catalog of what these scripts make; all of it must be read."""
    with connected() as connection:
        run(connection, *scripts)
        catalog = read_catalog(connection)
    assert catalog.unread == ()
    return catalog


def read_table(*scripts: str, name: str = "t") -> Table:
    return next(table for table in read(*scripts).tables if table.name == name)


def facets(before: str, after: str) -> list[tuple[str, str, str | None]]:
    """What differs between what two scripts make: kind, name and facet."""
    return [told(change) for change in compare(read(before), read(after))]


def told(change: Change) -> tuple[str, str, str | None]:
    return change.kind, change.name, change.facet
