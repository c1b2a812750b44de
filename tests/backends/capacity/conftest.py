from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.backends.sessions.others import private_server
from tests.conftest import MakeDatabase
from tests.servers.database import Database
from tests.servers.empty_database import empty_database


@pytest.fixture(params=["mysql", "mariadb", "postgresql"])
def server(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Database:
    """An empty database on each server in turn."""
    return make_database(request.param)


@pytest.fixture(params=["mysql", "mariadb"])
def innodb(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Database:
    """An empty database on each of the two that share InnoDB."""
    return make_database(request.param)


@pytest.fixture(scope="module", params=["mysql", "mariadb"])
def alone(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database of a server that nobody else uses, with a binary log: what is counted is ours."""
    own = {"mariadb": ("--userstat=ON", "--idle-transaction-timeout=20"), "mysql": ("--max-execution-time=50000",)}
    with (
        private_server(
            request.param, "--log-bin=log", "--server-id=1", "--max-user-connections=19", *own[request.param]
        ) as server,
        empty_database(request.param, server.url) as database,
    ):
        yield database
