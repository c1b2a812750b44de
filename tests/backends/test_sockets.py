from __future__ import annotations

import socket

import pytest
import sqlalchemy as sa

from tests.servers.database import Database
from tests.servers.fake_server import fake_server
from toolkit.backends.sockets import give_up, is_silent, socket_of


def test_who_speaks_and_who_does_not(postgresql: Database, mysql: Database) -> None:
    for database in (postgresql, mysql):
        with sa.create_engine(database.url, poolclass=sa.NullPool).connect() as connection:
            found = socket_of(connection.connection.driver_connection)
            assert found is not None
            with found:
                assert not is_silent(found, connection.dialect.name, 5)
    with fake_server("silent") as port, socket.create_connection(("127.0.0.1", port)) as peer:
        assert is_silent(peer, "mysql", 0.2)
        assert is_silent(peer, "postgresql", 0.2)


def test_what_is_given_up_fails_at_once(postgresql: Database) -> None:
    with sa.create_engine(postgresql.url, poolclass=sa.NullPool).connect() as connection:
        found = socket_of(connection.connection.driver_connection)
        assert found is not None
        with found:
            give_up(found)
        with pytest.raises(sa.exc.DBAPIError):
            connection.execute(sa.text("SELECT 1"))
    assert socket_of(object()) is None
