"""Where a connection leads, for a person to read."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import URL, Connection

from toolkit.backends.register import backend_of, hidden_url
from toolkit.outcomes import Place


def place_of(connection: Connection) -> Place:
    """The place of a live connection, its password hidden."""
    dialect, url = connection.dialect, connection.engine.url
    backend = backend_of(dialect)
    return Place(
        backend=backend.name,
        server_version=backend.server_version(dialect),
        url=hidden_url(url),
        database=backend.database_name(url),
    )


def lead_to_one_place(asked: URL, found: URL) -> bool:
    """Whether both are one database: env.py may add a port, a driver or options, and make a file's path absolute."""
    if asked.host is None and found.host is None and asked.database and found.database:
        return Path(asked.database).absolute() == Path(found.database).absolute()
    same_port = asked.port == found.port or None in (asked.port, found.port)
    return (asked.host, asked.database) == (found.host, found.database) and same_port
