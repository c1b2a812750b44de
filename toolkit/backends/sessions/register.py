"""Which module tells the sessions of a backend. Only that of the backend at hand is imported."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

from toolkit.backends.sessions.base import Sessions

SESSIONS: Mapping[str, tuple[str, str]] = {
    "mysql": ("mysql", "MySQLSessions"),
    "mariadb": ("mariadb", "MariaDBSessions"),
    "postgresql": ("postgresql", "PostgreSQLSessions"),
    "sqlite": ("sqlite", "SQLiteSessions"),
}
"""By backend: the module of this folder, and the class in it."""


def sessions_of(backend_name: str) -> Sessions | None:
    """None for a backend that has none."""
    found = SESSIONS.get(backend_name)
    if found is None:
        return None
    module, name = found
    sessions: Sessions = getattr(importlib.import_module(f"toolkit.backends.sessions.{module}"), name)()
    return sessions
