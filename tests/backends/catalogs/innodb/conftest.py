"""Both servers in turn."""

from __future__ import annotations

import pytest

from tests.conftest import MakeDatabase
from tests.servers.database import Database


@pytest.fixture(params=["mariadb", "mysql"])
def server(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Database:
    """An empty database on each of the two."""
    return make_database(request.param)
