from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from tests.servers.database import Database
from toolkit.places import lead_to_one_place, place_of


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


@pytest.mark.parametrize(
    ("asked", "found", "same"),
    [
        ("mysql://db-1/shop", "mysql+pymysql://app@db-1:3306/shop?charset=utf8mb4", True),
        ("mysql://db-1:3307/shop", "mysql://db-1:3306/shop", False),
        ("mysql://db-1/shop", "mysql://db-2/shop", False),
        ("mysql://db-1/shop", "mysql://db-1/shops", False),
        ("sqlite:///app.db", f"sqlite+aiosqlite:///{Path.cwd() / 'app.db'}", True),
        ("sqlite:///app.db", "sqlite:///other.db", False),
        ("sqlite:///app.db", "postgresql://db-1/app", False),
    ],
)
def test_which_urls_lead_to_one_place(asked: str, found: str, same: bool) -> None:
    assert lead_to_one_place(make_url(asked), make_url(found)) is same
