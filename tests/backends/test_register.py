from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy.engine import make_url

from toolkit.backends.register import BACKENDS, backend_named, hidden_url, package_of

PLAIN = """
import importlib.util, sys
from unittest import mock
from toolkit.backends.register import serve_plain_urls
from sqlalchemy.engine import make_url

found = importlib.util.find_spec
hidden = {hidden!r}
with mock.patch("importlib.util.find_spec", lambda name: None if name in hidden else found(name)):
    serve_plain_urls()
    assert not any(name.startswith("sqlalchemy.dialects.mysql") for name in sys.modules), "too early"
    print(*(make_url({url!r}).get_dialect().driver for _ in range(2)))
"""


@pytest.mark.parametrize(
    ("url", "hidden", "driver"),
    [
        ("mysql://h/x", ("MySQLdb",), "pymysql"),
        ("mariadb://h/x", ("MySQLdb",), "pymysql"),
        ("postgresql://h/x", ("psycopg2",), "psycopg"),
        ("mysql+mysqldb://h/x", ("MySQLdb",), "mysqldb"),
        ("postgresql+psycopg2://h/x", ("psycopg2",), "psycopg2"),
        ("mysql://h/x", ("MySQLdb", "pymysql"), "mysqldb"),
        ("sqlite://", (), "pysqlite"),
    ],
)
def test_a_url_without_a_driver_is_served_by_one_that_is_installed(
    url: str, hidden: tuple[str, ...], driver: str
) -> None:
    code = PLAIN.format(url=url, hidden=hidden)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == [driver, driver]


def test_every_backend_is_found_by_its_name() -> None:
    assert [backend_named(backend.name) for backend in BACKENDS] == list(BACKENDS)
    assert backend_named("oracle").title == "oracle"


def test_a_shown_url_has_no_password_in_any_place() -> None:
    shown = hidden_url(make_url("mysql+pymysql://u:S3cr3t@h/x?password=S3cr3t"))
    assert shown == "mysql+pymysql://u:***@h/x"


def test_the_package_of_a_module() -> None:
    assert (package_of("MySQLdb"), package_of("asyncpg")) == ("mysqlclient", "asyncpg")
