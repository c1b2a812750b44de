"""Which module makes the shadows of a backend."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.backends.sessions.mariadb import MariaDBSessions
from toolkit.backends.sessions.mysql import MySQLSessions
from toolkit.backends.shadows.base import Shadows
from toolkit.backends.shadows.innodb import InnoDBShadows
from toolkit.backends.shadows.postgresql import PostgreSQLShadows
from toolkit.backends.shadows.sqlite import SQLiteShadows

SHADOWS: Mapping[str, Shadows] = {
    "mysql": InnoDBShadows(MySQLSessions()),
    "mariadb": InnoDBShadows(MariaDBSessions()),
    "postgresql": PostgreSQLShadows(),
    "sqlite": SQLiteShadows(),
}


def shadows_of(backend_name: str) -> Shadows | None:
    """None for a backend that has none."""
    return SHADOWS.get(backend_name)
