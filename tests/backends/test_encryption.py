from __future__ import annotations

import ssl
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.backends.encryption import Encryption, as_connected
from toolkit.connecting import Attempts


def drivers_of(*urls: str, **arguments: Any) -> list[Any]:
    """Those of connections, each of an engine of its own; the cipher, as the server tells it, is an attribute."""
    found = []
    with Attempts().bounded(10):
        for url in urls:
            engine = sa.create_engine(url, poolclass=sa.NullPool, connect_args=arguments)
            with engine.connect() as connection:
                driver: Any = connection.connection.driver_connection
                driver.cipher = connection.exec_driver_sql("SHOW SESSION STATUS LIKE 'Ssl_cipher'").one()[1]
                found.append(driver)
    return found


def test_connections_to_a_server_with_tls_share_a_context(mysql: Database) -> None:
    first, second = drivers_of(mysql.url, mysql.url)
    assert first.cipher == second.cipher != ""
    assert first.ctx is second.ctx


def test_to_a_server_without_tls_the_second_makes_none(mariadb: Database) -> None:
    first, second = drivers_of(mariadb.url, mariadb.url)
    assert first.cipher == second.cipher == ""
    assert hasattr(first, "ctx")
    assert not hasattr(second, "ctx")


def test_servers_at_two_addresses_are_two(mysql: Database, mariadb: Database) -> None:
    found = drivers_of(mariadb.url, mysql.url, mariadb.url, mysql.url)
    assert [driver.cipher != "" for driver in found] == [False, True, False, True]


def test_what_the_project_decided_stays(mysql: Database) -> None:
    assert [driver.cipher for driver in drivers_of(mysql.url, mysql.url, ssl_disabled=True)] == ["", ""]
    own = ssl.create_default_context()
    own.check_hostname, own.verify_mode = False, ssl.CERT_NONE
    assert [driver.ctx for driver in drivers_of(mysql.url, mysql.url, ssl=own)] == [own, own]


@pytest.mark.parametrize(
    ("driver", "keywords"),
    [
        ("psycopg", {"host": "db"}),
        ("aiomysql", {"host": "db"}),
        ("pymysql", {"host": "db", "ssl_ca": "ca.pem"}),
        ("pymysql", {"host": "db", "ssl": None}),
        ("pymysql", {"host": "db", "read_default_file": "my.cnf"}),
    ],
)
def test_others_are_left_alone(driver: str, keywords: dict[str, Any]) -> None:
    before = dict(keywords)
    assert Encryption().lend(driver, keywords) is None
    assert keywords == before
    assert as_connected(driver, SimpleNamespace(ctx=ssl.create_default_context()), keywords) == {}
