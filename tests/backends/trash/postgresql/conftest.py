"""One database for all of these tests: each works in a transaction that is rolled back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.backends.trash.postgresql.desk import Desk
from tests.conftest import _server_url
from tests.servers.empty_database import empty_database
from tests.servers.servers import Servers


@pytest.fixture(scope="package")
def engine(servers: Servers) -> Iterator[sa.Engine]:
    with empty_database("postgresql", _server_url(servers, "postgresql")) as database:
        engine = sa.create_engine(database.url, poolclass=sa.NullPool, connect_args={"prepare_threshold": None})
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE SCHEMA other")
        yield engine


@pytest.fixture
def desk(engine: sa.Engine) -> Iterator[Desk]:
    """In a database that has the schemas public and other, both empty."""
    with engine.connect() as connection:
        yield Desk(connection)
        connection.rollback()
