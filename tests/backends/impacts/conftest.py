"""A connection to a database on each of the two servers that know ALGORITHM and LOCK."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.backends.impacts.sending import Shadow, shadow
from tests.conftest import MakeDatabase


@pytest.fixture(params=["mysql", "mariadb"])
def innodb(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Iterator[Shadow]:
    with shadow(make_database(request.param)) as server:
        yield server
