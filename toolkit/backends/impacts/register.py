"""Which module tells the impacts of a backend. Only that of the backend at hand is imported."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from toolkit.backends.impacts.base import Impacts

IMPACTS: Mapping[str, tuple[str, str]] = {
    "mysql": ("mysql", "MySQLImpacts"),
    "mariadb": ("mariadb", "MariaDBImpacts"),
    "postgresql": ("postgresql", "PostgreSQLImpacts"),
    "sqlite": ("sqlite", "SQLiteImpacts"),
}
"""By backend: the module of this folder, and the class in it."""


def impacts_of(backend_name: str) -> Impacts | None:
    """None for a backend that has none."""
    found = IMPACTS.get(backend_name)
    if found is None:
        return None
    module, name = found
    impacts: Impacts = getattr(importlib.import_module(f"toolkit.backends.impacts.{module}"), name)()
    return impacts
