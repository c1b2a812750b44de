"""Sessions on the tables of the models, without the migrations."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

import models
from tests.servers.database import Database


@pytest.fixture
def engine(database: Database) -> Iterator[sa.Engine]:
    """An engine whose database has every table; SQLite enforces foreign keys on it."""
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    if database.backend == "sqlite":

        @sa.event.listens_for(engine, "connect")
        def enforce(connection: sa.engine.interfaces.DBAPIConnection, _: object) -> None:
            connection.cursor().execute("PRAGMA foreign_keys = ON")

    models.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """A session on that engine."""
    with Session(engine) as session:
        yield session
