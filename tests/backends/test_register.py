from __future__ import annotations

from sqlalchemy.engine import make_url

from toolkit.backends.register import BACKENDS, backend_named, hidden_url, package_of


def test_every_backend_is_found_by_its_name() -> None:
    assert [backend_named(backend.name) for backend in BACKENDS] == list(BACKENDS)
    assert backend_named("oracle").title == "oracle"


def test_a_shown_url_has_no_password_in_any_place() -> None:
    shown = hidden_url(make_url("mysql+pymysql://u:S3cr3t@h/x?password=S3cr3t"))
    assert shown == "mysql+pymysql://u:***@h/x"


def test_the_package_of_a_module() -> None:
    assert (package_of("MySQLdb"), package_of("asyncpg")) == ("mysqlclient", "asyncpg")
