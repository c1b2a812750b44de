from __future__ import annotations

import pytest

from tests.conftest import MakeDatabase
from tests.servers.database import Database


@pytest.fixture(params=["mysql", "mariadb", "postgresql"])
def server(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Database:
    """An empty database on each server in turn."""
    return make_database(request.param)


@pytest.fixture(params=["mysql", "mariadb"])
def innodb(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Database:
    """An empty database on each of the two that share InnoDB."""
    return make_database(request.param)
