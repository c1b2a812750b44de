from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.backends.sessions.others import engine_at, private_server, sessions_at
from tests.servers.database import Database
from toolkit.backends.sessions.base import Wait
from toolkit.backends.sessions.mariadb import MariaDBSessions
from toolkit.backends.sql.values import Name

ORDERS = (Name(name="orders"),)
TELLING_LOCKS = ("--performance-schema=ON", "--performance-schema-instrument=wait/lock/metadata/sql/mdl=ON")


def test_a_row_changed_by_another_one_ends_the_whole_transaction(mariadb: Database) -> None:
    engine, sessions = engine_at(mariadb), sessions_at(mariadb)
    with engine.connect() as one, engine.connect() as other:
        if one.exec_driver_sql("SHOW VARIABLES LIKE 'innodb_snapshot_isolation'").first() is None:
            pytest.skip("This MariaDB has no innodb_snapshot_isolation yet.")
        one.exec_driver_sql("CREATE TABLE orders (id INT PRIMARY KEY, n INT)")
        one.exec_driver_sql("INSERT INTO orders VALUES (1, 0)")
        one.commit()
        one.exec_driver_sql("SET SESSION innodb_snapshot_isolation = ON")
        one.exec_driver_sql("INSERT INTO orders VALUES (2, 0)")
        one.exec_driver_sql("SELECT * FROM orders")
        other.exec_driver_sql("UPDATE orders SET n = 1 WHERE id = 1")
        other.commit()
        with pytest.raises(sa.exc.DBAPIError) as caught:
            one.exec_driver_sql("UPDATE orders SET n = 2 WHERE id = 1")
        assert sessions.waited(caught.value) is Wait.VICTIM
        one.commit()
        assert one.exec_driver_sql("SELECT COUNT(*) FROM orders").scalar() == 1


def test_a_statement_that_took_too_long_is_no_wait(mariadb: Database) -> None:
    """Whether it worked or waited all that time is not told."""
    engine, sessions = engine_at(mariadb), sessions_at(mariadb)
    with engine.connect() as one, engine.connect() as other:
        one.exec_driver_sql("CREATE TABLE orders (id INT PRIMARY KEY)")
        one.exec_driver_sql("SELECT * FROM orders")
        other.exec_driver_sql("SET SESSION max_statement_time = 0.2")
        with pytest.raises(sa.exc.DBAPIError, match="max_statement_time") as caught:
            other.exec_driver_sql("ALTER TABLE orders ADD COLUMN n INT")
    assert sessions.waited(caught.value) is None


@pytest.mark.parametrize("means", ["performance schema", "plugin"])
def test_only_who_has_a_lock_on_these_tables_blocks_where_the_server_tells_locks(means: str) -> None:
    sessions = MariaDBSessions()
    with private_server("mariadb", *(TELLING_LOCKS if means == "performance schema" else _plugged_in())) as server:
        with sa.create_engine(server.url, poolclass=sa.NullPool).connect() as one:
            one.exec_driver_sql("CREATE DATABASE shop")
        engine = sa.create_engine(sa.make_url(server.url).set(database="shop"), poolclass=sa.NullPool)
        with engine.connect() as one, engine.connect() as other, engine.connect() as asking:
            one.exec_driver_sql("CREATE TABLE orders (id INT PRIMARY KEY)")
            one.exec_driver_sql("CREATE TABLE customers (id INT PRIMARY KEY)")
            one.exec_driver_sql("SELECT * FROM orders")
            other.exec_driver_sql("SELECT * FROM customers")
            (blocker,) = sessions.blockers(asking, ORDERS)
            assert (blocker.id, blocker.is_idle_in_transaction) == (sessions.id(one), True)
            one.rollback()
            assert sessions.blockers(asking, ORDERS) == ()
            for lock, unlock in (
                ("LOCK TABLES orders READ", "UNLOCK TABLES"),
                ("FLUSH TABLES WITH READ LOCK", "UNLOCK TABLES"),
                ("BACKUP STAGE START; BACKUP STAGE BLOCK_DDL", "BACKUP STAGE END"),
            ):
                for part in lock.split(";"):
                    other.exec_driver_sql(part)
                assert [who.id for who in sessions.blockers(asking, ORDERS)] == [sessions.id(other)], lock
                other.exec_driver_sql(unlock)
            assert sessions.blockers(asking, ORDERS) == ()


def _plugged_in() -> tuple[str, ...]:
    folders = [Path(prefix, "mysql/plugin") for prefix in ("/usr/lib", "/usr/lib64", "/usr/lib/x86_64-linux-gnu")]
    folder = next((folder for folder in folders if (folder / "metadata_lock_info.so").exists()), None)
    if folder is None:
        pytest.skip("The plugin metadata_lock_info is in the package mariadb-server, which the tests do not need.")
    return f"--plugin-dir={folder}", "--plugin-maturity=unknown", "--plugin-load-add=metadata_lock_info"
