"""One database for all of these tests: each works in a transaction that is rolled back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.backends.catalogs.postgresql.reading import run
from tests.conftest import _server_url
from tests.servers.empty_database import empty_database
from tests.servers.servers import Servers


@pytest.fixture(scope="package")
def engine(servers: Servers) -> Iterator[sa.Engine]:
    with empty_database("postgresql", _server_url(servers, "postgresql")) as database:
        engine = sa.create_engine(database.url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            run(connection, "CREATE SCHEMA other")
        yield engine


@pytest.fixture
def connection(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction in a database that has the schemas public and other, both empty."""
    with engine.connect() as connection:
        yield connection
        connection.rollback()
