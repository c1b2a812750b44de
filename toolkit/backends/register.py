"""The backends, and how to tell which one a URL or a connection means."""

from __future__ import annotations

import importlib.util
from functools import partial

from sqlalchemy.dialects import registry
from sqlalchemy.engine import URL, Dialect

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
        registry.impls[name] = partial(_dialect_that_is_installed, name)


def _dialect_that_is_installed(name: str) -> type[Dialect]:
    """Choose when such a URL is met, and not before: a project on another backend need not import the dialect."""
    registry.impls.pop(name, None)
    default = URL.create(name).get_dialect()
    if _is_installed(default.driver):
        return default
    for driver in backend_named(name).default_drivers:
        if driver in _MODULES and _is_installed(driver):
            registry.impls[name] = partial(_dialect_of, f"{name}+{driver}")
            return _dialect_of(f"{name}+{driver}")
    return default


def _dialect_of(name: str) -> type[Dialect]:
    return URL.create(name).get_dialect()


def _is_installed(driver: str) -> bool:
    return importlib.util.find_spec(_MODULES.get(driver, driver)) is not None
