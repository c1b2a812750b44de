from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.backends.trash.innodb.desk import Desk, desk_of
from tests.conftest import MakeDatabase
from tests.servers.database import Database


@pytest.fixture(params=["mysql", "mariadb"])
def innodb(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Database:
    """An empty database on each of the two."""
    return make_database(request.param)


@pytest.fixture
def desk(innodb: Database) -> Iterator[Desk]:
    """A connection to it, with its trash."""
    with desk_of(innodb) as desk:
        yield desk
