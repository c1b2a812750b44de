"""The backends, and how to tell which one a URL or a connection means."""

from __future__ import annotations

import importlib.util

from sqlalchemy.dialects import registry
from sqlalchemy.engine import URL, Connection, Dialect

from toolkit.backends.base import Backend
from toolkit.backends.mariadb import MariaDB
from toolkit.backends.mysql import MySQL
from toolkit.backends.other import Other
from toolkit.backends.postgresql import PostgreSQL
from toolkit.backends.sqlite import SQLite

BACKENDS: tuple[Backend, ...] = (MySQL(), MariaDB(), PostgreSQL(), SQLite())

# The module that a driver of SQLAlchemy's is imported as, where the two names differ or decide.
_MODULES = {"mysqldb": "MySQLdb", "pymysql": "pymysql", "psycopg2": "psycopg2", "psycopg": "psycopg"}


_PACKAGES = {"MySQLdb": "mysqlclient", "psycopg2": "psycopg2-binary", "mysql": "mysql-connector-python"}


def package_of(module: str) -> str:
    """The package to install for a driver's module."""
    return _PACKAGES.get(module, module)


def backend_named(name: str) -> Backend:
    """The backend of a URL's ``get_backend_name()``."""
    return next((backend for backend in BACKENDS if backend.name == name), Other(name))


def backend_of(dialect: Dialect) -> Backend:
    """The backend behind a dialect that has connected: a ``mysql`` URL may lead to MariaDB."""
    if dialect.name == "mysql" and getattr(dialect, "is_mariadb", False):
        return backend_named("mariadb")
    return backend_named(dialect.name)


def hidden_url(url: URL) -> str:
    """The URL for a person: password, and everything of the query that may be one, left out."""
    return url.set(query={}).render_as_string(hide_password=True)


def serve_plain_urls() -> None:
    """Let ``mysql://`` and ``postgresql://`` find a driver that is installed.

    SQLAlchemy binds a URL without ``+driver`` to one driver (mysqlclient; psycopg2 until 2.1). Where that
    one is missing and another is installed, the other one serves. A URL that names its driver is left alone.
    """
    for name in ("mysql", "mariadb", "postgresql"):
        if _is_installed(URL.create(name).get_dialect().driver):
            continue
        for driver in backend_named(name).default_drivers:
            if driver in _MODULES and _is_installed(driver):
                registry.impls[name] = URL.create(f"{name}+{driver}").get_dialect
                break


def _is_installed(driver: str) -> bool:
    return importlib.util.find_spec(_MODULES.get(driver, driver)) is not None


def connected_backend(connection: Connection) -> Backend:
    """The backend behind a live connection."""
    return backend_of(connection.dialect)
