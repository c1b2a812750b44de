from __future__ import annotations

import sqlalchemy as sa

from tests.backends.capacity.others import account, capacity_at
from tests.backends.sessions.others import engine_at
from tests.servers.database import Database
from toolkit.backends.capacity.mysql import MySQLCapacity
from toolkit.backends.sql.values import Name

EXPIRY = sa.text("SELECT @@SESSION.information_schema_stats_expiry")


def test_sizes_are_those_of_now_and_the_session_stays_as_it_was(mysql: Database) -> None:
    """The server would answer for a day with what it read first."""
    capacity = capacity_at(mysql)
    with engine_at(mysql).connect() as connection:
        connection.exec_driver_sql("CREATE TABLE orders (id INT PRIMARY KEY, note CHAR(200))")
        connection.exec_driver_sql("SET SESSION information_schema_stats_expiry = 4711")
        stale = connection.exec_driver_sql(
            "SELECT table_rows FROM information_schema.tables WHERE table_schema = DATABASE()"
        ).scalar()
        assert (stale, capacity.sizes(connection)[0].rows) == (0, 0)
        rows = [{"id": n, "note": "x" * 200} for n in range(2000)]
        connection.execute(sa.text("INSERT INTO orders VALUES (:id, :note)"), rows)
        connection.commit()
        (size,) = capacity.sizes(connection)
        assert 1500 < size.rows < 2500
        assert connection.scalar(EXPIRY) == 4711


def test_partitions_and_views_are_no_tables_of_their_own(mysql: Database) -> None:
    capacity = capacity_at(mysql)
    with engine_at(mysql).connect() as connection:
        connection.exec_driver_sql(
            "CREATE TABLE orders (id INT PRIMARY KEY) PARTITION BY RANGE (id) "
            "(PARTITION a VALUES LESS THAN (10), PARTITION b VALUES LESS THAN (20))"
        )
        connection.exec_driver_sql("CREATE VIEW some AS SELECT * FROM orders")
        connection.exec_driver_sql("INSERT INTO orders VALUES (1), (2), (11)")
        connection.commit()
        assert [(size.name, size.rows) for size in capacity.sizes(connection)] == [("orders", 3)]


def test_uses_need_the_right_to_read_them(mysql: Database) -> None:
    capacity, orders = capacity_at(mysql), (Name(name="orders"),)
    with engine_at(mysql).connect() as root, account(mysql, "GRANT ALL ON `{database}`.* TO {user}") as few:
        root.exec_driver_sql("CREATE TABLE orders (id INT)")
        root.exec_driver_sql("INSERT INTO orders VALUES (1), (2), (3)")
        root.commit()
        (use,) = capacity.uses(root, orders) or ()
        assert (use.reads, use.writes, use.last_read) == (0, 3, None)
        with engine_at(few).connect() as asking:
            assert capacity.uses(asking, orders) is None


def test_a_server_that_nobody_follows_has_no_replicas(mysql: Database) -> None:
    with engine_at(mysql).connect() as connection:
        assert capacity_at(mysql).replicas(connection) == []


def test_the_longest_read_is_told_in_seconds() -> None:
    told = [MySQLCapacity().statement_timeout({"max_execution_time": value}) for value in ("0", "1500")]
    assert told == [None, 1.5]
