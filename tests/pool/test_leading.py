from __future__ import annotations

import pytest
from sqlalchemy.engine import make_url

from toolkit.pool.leading import leads_to, same_server

SAME = [
    ("postgresql+psycopg://a@db/shop", "postgresql+asyncpg://b:x@db:5432/shop"),
    ("mysql+pymysql://a@db/shop", "mariadb+aiomysql://a@DB/shop?charset=utf8mb4"),
    ("postgresql+psycopg://a@localhost/shop", "postgresql+psycopg://a@127.0.0.1:5432/shop"),
    ("postgresql+psycopg://a@/shop?host=/run/pg", "postgresql+psycopg://a@/shop?host=/run/pg"),
    ("sqlite:///shop.db", "sqlite+aiosqlite:///./shop.db"),
    ("sqlite:///shop.db", "sqlite:///file:shop.db?mode=ro&uri=true"),
]
OTHER = [
    ("postgresql+psycopg://a@db/shop", "mysql+pymysql://a@db/shop"),
    ("postgresql+psycopg://a@db/shop", "postgresql+psycopg://a@db/blog"),
    ("sqlite:///shop.db", "sqlite:///blog.db"),
    ("sqlite://", "sqlite://"),
    ("sqlite:///:memory:", "sqlite:///shop.db"),
    ("sqlite:///shop.db", "postgresql+psycopg://a@db/shop"),
]
UNKNOWN = [
    ("postgresql+psycopg://a@db-1/shop", "postgresql+psycopg://a@10.0.0.7/shop"),
    ("postgresql+psycopg://a@db:6432/shop", "postgresql+psycopg://a@db:5432/shop"),
    ("mysql+pymysql://a@db", "mysql+pymysql://a@db/shop"),
    ("mysql+pymysql://a@/shop?unix_socket=/run/a", "mysql+pymysql://a@localhost/shop"),
]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        *((*pair, True) for pair in SAME),
        *((*pair, False) for pair in OTHER),
        *((*pair, None) for pair in UNKNOWN),
    ],
)
def test_whether_both_lead_to_one_database(one: str, other: str, expected: bool | None) -> None:
    assert leads_to(make_url(one), make_url(other)) is expected
    assert leads_to(make_url(other), make_url(one)) is expected


def test_two_databases_of_one_server_share_its_connections() -> None:
    shop, blog = make_url("mysql+pymysql://a@db/shop"), make_url("mysql+pymysql://a@db/blog")
    assert same_server(shop, blog) is True
    assert leads_to(shop, blog) is False
    assert same_server(shop, make_url("mysql+pymysql://a@db-2/shop")) is None
    assert same_server(make_url("sqlite:///a"), make_url("sqlite:///b")) is False


def test_a_dialect_that_is_not_installed() -> None:
    assert leads_to(make_url("nonesuch://a@db/shop"), make_url("nonesuch://a@db/shop")) is True
    assert leads_to(make_url("nonesuch://a@db/shop"), make_url("mysql+pymysql://a@db/shop")) is False
