"""A fresh database on a server, and its end."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from tests.servers.database import Database


@contextmanager
def empty_database(backend: str, server_url: str, administration: sa.Engine | None = None) -> Iterator[Database]:
    """Made on the server, dropped at the end even while somebody is still connected to it.

    ``administration`` is an engine for that, of ``administration_of``; without one connections are opened.
    """
    # Unique over processes too: other test runs may share the server.
    name = f"tk_test_{uuid.uuid4().hex[:16]}"
    url = sa.make_url(server_url)
    engine = administration or sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    create = _create_postgresql if backend == "postgresql" else _create
    with engine.connect() as connection:
        create(connection, name)
    try:
        yield Database(backend=backend, url=url.set(database=name).render_as_string(hide_password=False))
    finally:
        with engine.connect() as connection:
            if backend == "postgresql":
                _drop_postgresql(connection, name)
            else:
                _drop(connection, name, sessions_table(backend))


def administration_of(server_url: str) -> sa.Engine:
    """One connection, kept: to open one takes longer than to make a database."""
    return sa.create_engine(server_url, pool_size=1, max_overflow=0, pool_pre_ping=True, isolation_level="AUTOCOMMIT")


def sessions_table(backend: str) -> str:
    """Where MySQL and MariaDB list their sessions.

    MySQL's older table cannot be read while a statement with a character outside of utf8mb3 is running (error 3854).
    """
    return f"{'performance_schema' if backend == 'mysql' else 'information_schema'}.processlist"


def _create_postgresql(connection: sa.Connection, name: str) -> None:
    # template0: nobody can be connected to it, which would make creation fail.
    connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")


def _drop_postgresql(connection: sa.Connection, name: str) -> None:
    connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _create(connection: sa.Connection, name: str) -> None:
    connection.exec_driver_sql(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")


def _drop(connection: sa.Connection, name: str, sessions_table: str) -> None:
    # A session's open transaction would otherwise hold its tables for ever.
    sessions = sa.text(f"SELECT id FROM {sessions_table} WHERE db = :name")
    for session in connection.scalars(sessions, {"name": name}).all():
        try:
            connection.exec_driver_sql(f"KILL {int(session)}")
        except sa.exc.DBAPIError:
            # It ended by itself since we looked.
            continue
    # Should one of them still end slowly: wait for it, but fail rather than hang.
    connection.exec_driver_sql("SET SESSION lock_wait_timeout = 30")
    connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")
