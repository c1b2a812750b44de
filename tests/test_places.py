from __future__ import annotations

import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.places import place_of


def test_a_place_says_where_a_connection_leads(database: Database) -> None:
    with sa.create_engine(database.url, poolclass=sa.NullPool).connect() as connection:
        place = place_of(connection)
    assert place.backend == database.backend
    assert place.server_version[0].isdigit()
    assert place.database == sa.make_url(database.url).database
    assert str(place).startswith(f"{database.backend} {place.server_version} at ")


def test_the_password_is_hidden() -> None:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        connection.engine.url = sa.make_url("postgresql://app:s3cret@db-1/shop?password=s3cret&sslmode=require")
        assert "s3cret" not in str(place_of(connection))
