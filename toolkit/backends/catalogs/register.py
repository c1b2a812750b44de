"""Which module reads the catalog of a backend."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection

if TYPE_CHECKING:
    from toolkit.catalog.values import Catalog


BACKENDS = frozenset({"mysql", "mariadb", "postgresql", "sqlite"})
"""Those with a folder here."""


class Reader(Protocol):
    """Reads the default schema, and those that are named."""

    def __call__(self, connection: Connection, schemas: Sequence[str] = (), /) -> Catalog:
        """By a constant number of statements."""
        ...


def reader_of(backend_name: str) -> Reader | None:
    """None for a backend whose catalog cannot be read."""
    if backend_name not in BACKENDS:
        return None
    # Importing one takes as long as connecting, and a project has one.
    reader: Reader = import_module(f"toolkit.backends.catalogs.{backend_name}.reader").read_catalog
    return reader
