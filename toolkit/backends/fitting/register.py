"""Which module counts the rows of a backend that do not fit. Only that of the backend at hand is imported."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from toolkit.backends.fitting.base import Fitting

FITTINGS: Mapping[str, tuple[str, str]] = {
    "mysql": ("mysql", "MySQLFitting"),
    "mariadb": ("mariadb", "MariaDBFitting"),
    "postgresql": ("postgresql", "PostgreSQLFitting"),
    "sqlite": ("sqlite", "SQLiteFitting"),
}
"""By backend: the module of this folder, and the class in it."""


def fitting_of(backend_name: str) -> Fitting | None:
    """None for a backend that has none."""
    found = FITTINGS.get(backend_name)
    if found is None:
        return None
    module, name = found
    fitting: Fitting = getattr(importlib.import_module(f"toolkit.backends.fitting.{module}"), name)()
    return fitting
