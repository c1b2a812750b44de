"""Which module makes the shadows of a backend. Only that of the backend at hand is imported."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from toolkit.backends.shadows.base import Shadows

SHADOWS: Mapping[str, tuple[str, str]] = {
    "mysql": ("innodb", "mysql_shadows"),
    "mariadb": ("innodb", "mariadb_shadows"),
    "postgresql": ("postgresql", "PostgreSQLShadows"),
    "sqlite": ("sqlite", "SQLiteShadows"),
}
"""By backend: the module of this folder, and what makes them in it."""


def shadows_of(backend_name: str) -> Shadows | None:
    """None for a backend that has none."""
    found = SHADOWS.get(backend_name)
    if found is None:
        return None
    module, name = found
    shadows: Shadows = getattr(importlib.import_module(f"toolkit.backends.shadows.{module}"), name)()
    return shadows
