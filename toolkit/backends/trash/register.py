"""Which module keeps the trash of a backend. Only that of the backend at hand is imported."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from toolkit.backends.trash.base import Trash

TRASHES: Mapping[str, tuple[str, str]] = {
    "mysql": ("innodb.trash", "InnoDBTrash"),
    "mariadb": ("innodb.trash", "InnoDBTrash"),
    "postgresql": ("postgresql.trash", "PostgreSQLTrash"),
    "sqlite": ("sqlite.trash", "SQLiteTrash"),
}
"""By backend: the module of this folder, and the class in it."""


def trash_of(backend_name: str) -> Trash | None:
    """None for a backend that has none."""
    found = TRASHES.get(backend_name)
    if found is None:
        return None
    module, name = found
    trash: Trash = getattr(importlib.import_module(f"toolkit.backends.trash.{module}"), name)()
    return trash
