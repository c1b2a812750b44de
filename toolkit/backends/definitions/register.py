"""Which module tells the definitions of a backend's objects. Only that of the backend at hand is imported."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from toolkit.backends.definitions.base import Definitions

DEFINITIONS: Mapping[str, tuple[str, str]] = {
    "mysql": ("innodb", "InnoDBDefinitions"),
    "mariadb": ("innodb", "InnoDBDefinitions"),
    "postgresql": ("postgresql", "PostgreSQLDefinitions"),
}
"""By backend: the module of this folder, and the class in it. On SQLite every statement runs in a transaction."""


def definitions_of(backend_name: str) -> Definitions | None:
    """None for a backend that needs none."""
    found = DEFINITIONS.get(backend_name)
    if found is None:
        return None
    module, name = found
    definitions: Definitions = getattr(importlib.import_module(f"toolkit.backends.definitions.{module}"), name)()
    return definitions
