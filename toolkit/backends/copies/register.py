"""Which module copies the definitions of a backend. Only that of the backend at hand is imported."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from toolkit.backends.copies.base import Copies

COPIES: Mapping[str, tuple[str, str]] = {
    "mysql": ("innodb.copies", "InnoDBCopies"),
    "mariadb": ("innodb.copies", "InnoDBCopies"),
    "postgresql": ("postgresql.copies", "PostgreSQLCopies"),
    "sqlite": ("sqlite", "SQLiteCopies"),
}
"""By backend: the module of this folder, and the class in it."""


def copies_of(backend_name: str) -> Copies | None:
    """None for a backend that has none."""
    found = COPIES.get(backend_name)
    if found is None:
        return None
    module, name = found
    copies: Copies = getattr(importlib.import_module(f"toolkit.backends.copies.{module}"), name)()
    return copies
