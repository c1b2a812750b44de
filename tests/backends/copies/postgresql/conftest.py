"""A connection to an empty database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.backends.copies.copying import connected
from tests.servers.database import Database


@pytest.fixture
def live(postgresql: Database) -> Iterator[sa.Connection]:
    with connected(postgresql) as connection:
        yield connection
