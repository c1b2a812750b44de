"""Which module tells what a server grants. Only that of the backend at hand is imported."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from toolkit.backends.capacity.base import Capacity

CAPACITIES: Mapping[str, tuple[str, str]] = {
    "mysql": ("mysql", "MySQLCapacity"),
    "mariadb": ("mariadb", "MariaDBCapacity"),
    "postgresql": ("postgresql", "PostgreSQLCapacity"),
    "sqlite": ("sqlite", "SQLiteCapacity"),
}
"""By backend: the module of this folder, and the class in it."""


def capacity_of(backend_name: str) -> Capacity | None:
    """None for a backend that has none."""
    found = CAPACITIES.get(backend_name)
    if found is None:
        return None
    module, name = found
    capacity: Capacity = getattr(importlib.import_module(f"toolkit.backends.capacity.{module}"), name)()
    return capacity
