from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.backends.fitting.desk import Desk, desk_of
from tests.conftest import MakeDatabase
from tests.servers.database import Database


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    """A connection to each backend in turn."""
    with desk_of(database) as desk:
        yield desk


@pytest.fixture(params=["mysql", "mariadb"])
def innodb(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Iterator[Desk]:
    """A connection to each of the two."""
    with desk_of(make_database(request.param)) as desk:
        yield desk
