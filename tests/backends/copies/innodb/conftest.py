"""One database of each server at a time, and a connection to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.backends.copies.copying import connected, run
from tests.conftest import MakeDatabase
from tests.servers.database import Database


@pytest.fixture(params=["mariadb", "mysql"])
def database(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Database:
    return make_database(request.param)


@pytest.fixture
def live(database: Database) -> Iterator[sa.Connection]:
    with connected(database) as connection:
        run(connection, "SET sql_mode = ''")
        yield connection
