"""Where a connection leads, for a person to read."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from toolkit.answers import Place
from toolkit.backends.register import backend_of, hidden_url


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
