"""What `tests/conftest.py` promises to every test."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.conftest import MakeDatabase
from tests.servers.database import Database
from tests.servers.empty_database import empty_database
from tests.servers.errors import ServerAbsent
from tests.servers.register import BACKENDS
from tests.servers.servers import Servers, absence_variable, url_variable


def ask(database: Database, question: str) -> str:
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        return str(connection.scalar(sa.text(question)))


def test_the_database_is_empty_and_writable(database: Database) -> None:
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    assert sa.inspect(engine).get_table_names() == []
    sa.Table("parcel", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True)).create(engine)
    assert sa.inspect(engine).get_table_names() == ["parcel"]


def test_mysql_is_not_mariadb(mysql: Database) -> None:
    assert "MariaDB" not in ask(mysql, "SELECT CONCAT(VERSION(), @@version_comment)")


def test_mariadb_is_mariadb(mariadb: Database) -> None:
    assert "MariaDB" in ask(mariadb, "SELECT VERSION()")


def test_postgresql_is_postgresql(postgresql: Database) -> None:
    assert ask(postgresql, "SELECT version()").startswith("PostgreSQL ")


def test_innodb_servers_speak_utf8mb4(mysql: Database, mariadb: Database) -> None:
    for database in (mysql, mariadb):
        assert ask(database, "SELECT @@character_set_database") == "utf8mb4"


def test_postgresql_speaks_utf8(postgresql: Database) -> None:
    assert ask(postgresql, "SHOW server_encoding") == "UTF8"


def test_two_databases_of_one_test_are_two(make_database: MakeDatabase) -> None:
    for backend in ("sqlite", *BACKENDS):
        assert make_database(backend).url != make_database(backend).url


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_database_goes_although_a_transaction_is_open(backend: str, make_database: MakeDatabase) -> None:
    """Made inside another one, because the fixture's own end comes after the test."""
    outer = make_database(backend)
    with empty_database(backend, outer.url) as inner:
        connection = sa.create_engine(inner.url, poolclass=sa.NullPool).connect()
        connection.execute(sa.text("CREATE TABLE parcel (id INTEGER)"))
        connection.commit()
        connection.execute(sa.text("INSERT INTO parcel VALUES (1)"))
    connection.invalidate()
    with pytest.raises(sa.exc.DBAPIError):
        sa.create_engine(inner.url, poolclass=sa.NullPool).connect()


def test_a_given_url_is_used_as_it_is_and_nothing_is_started() -> None:
    with Servers({url_variable("postgresql"): "postgresql+asyncpg://me@nowhere/x"}) as servers:
        assert servers.url("postgresql") == "postgresql+asyncpg://me@nowhere/x"


def test_a_given_url_without_driver_gets_the_one_that_the_tests_install() -> None:
    with Servers({url_variable("mysql"): "mysql://me:secret@nowhere/x"}) as servers:
        assert servers.url("mysql") == "mysql+pymysql://me:secret@nowhere/x"


def test_an_absent_server_keeps_its_reason() -> None:
    environment = {absence_variable("mysql"): "The archive is closed."}
    with Servers(environment) as servers, pytest.raises(ServerAbsent, match="The archive is closed"):
        servers.url("mysql")
