from __future__ import annotations

import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.backends.mysql import MySQL
from toolkit.backends.register import backend_of


def test_a_connection_to_mysql_is_told_from_one_to_mariadb(mysql: Database) -> None:
    with sa.create_engine(mysql.url, poolclass=sa.NullPool).connect() as connection:
        backend = backend_of(connection.dialect)
        assert isinstance(backend, MySQL)
        assert (
            backend.server_version(connection.dialect)
            == connection.scalar(sa.text("SELECT VERSION()")).partition("-")[0]
        )
