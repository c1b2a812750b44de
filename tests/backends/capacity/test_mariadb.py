from __future__ import annotations

from tests.backends.capacity.others import capacity_at
from tests.backends.sessions.others import engine_at
from tests.servers.database import Database
from toolkit.backends.capacity.mariadb import MariaDBCapacity
from toolkit.backends.sql.values import Name


def test_uses_are_not_told_where_nothing_counts_them(mariadb: Database) -> None:
    with engine_at(mariadb).connect() as connection:
        connection.exec_driver_sql("CREATE TABLE orders (id INT)")
        assert capacity_at(mariadb).uses(connection, (Name(name="orders"),)) is None
        (unseen,) = capacity_at(mariadb).limits(connection).unseen
        assert "performance_schema is off" in unseen


def test_the_disk_is_not_told_without_its_plugin(mariadb: Database) -> None:
    with engine_at(mariadb).connect() as connection:
        assert capacity_at(mariadb).free_bytes(connection) is None


def test_sequences_are_no_tables_and_versioned_ones_are(mariadb: Database) -> None:
    with engine_at(mariadb).connect() as connection:
        connection.exec_driver_sql("CREATE SEQUENCE numbers")
        connection.exec_driver_sql("CREATE TABLE orders (id INT) WITH SYSTEM VERSIONING")
        connection.exec_driver_sql("CREATE TABLE plain (id INT)")
        assert [size.name for size in capacity_at(mariadb).sizes(connection)] == ["orders", "plain"]


def test_the_longest_statement_is_told_in_seconds() -> None:
    told = [MariaDBCapacity().statement_timeout({"max_statement_time": value}) for value in ("0.000000", "1.500000")]
    assert told == [None, 1.5]
