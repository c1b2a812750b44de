from __future__ import annotations

import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.backends.mariadb import MariaDB
from toolkit.backends.register import backend_of


def test_a_url_that_says_mysql_may_lead_to_mariadb(mariadb: Database) -> None:
    assert mariadb.url.startswith("mysql")
    with sa.create_engine(mariadb.url, poolclass=sa.NullPool).connect() as connection:
        backend = backend_of(connection.dialect)
        assert isinstance(backend, MariaDB)
        assert connection.scalar(sa.text("SELECT VERSION()")).startswith(backend.server_version(connection.dialect))
