from __future__ import annotations

import pytest

from toolkit.backends.catalogs.innodb.server import Server
from toolkit.backends.catalogs.mariadb.server import MariaDBServer
from toolkit.backends.catalogs.mysql.server import MySQLServer

SERVERS: tuple[Server, ...] = (MySQLServer(), MariaDBServer())


@pytest.mark.parametrize("server", SERVERS, ids=lambda server: server.backend)
def test_neither_inherits_from_the_other(server: Server) -> None:
    assert type(server).__mro__[1:] == (object,)


@pytest.mark.parametrize("server", SERVERS, ids=lambda server: server.backend)
def test_the_time_of_a_query_is_limited_on_every_version(server: Server) -> None:
    assert any(name.startswith("max_") for name in server.settings((8, 0, 11)))
