"""Which module alters what lies in a backend. Only that of the backend at hand is imported."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from toolkit.backends.alterations.base import Alterations

ALTERATIONS: Mapping[str, tuple[str, str]] = {
    "mysql": ("innodb", "InnoDBAlterations"),
    "mariadb": ("innodb", "MariaDBAlterations"),
    "postgresql": ("postgresql", "PostgreSQLAlterations"),
    "sqlite": ("sqlite", "SQLiteAlterations"),
}
"""By backend: the module of this folder, and the class in it."""


def alterations_of(backend_name: str) -> Alterations | None:
    """None for a backend that has none."""
    found = ALTERATIONS.get(backend_name)
    if found is None:
        return None
    module, name = found
    writer: Alterations = getattr(importlib.import_module(f"toolkit.backends.alterations.{module}"), name)()
    return writer
