from __future__ import annotations

import inspect

import pytest
import sqlalchemy as sa

from tests.backends.capacity.others import account, capacity_at
from tests.backends.sessions.others import engine_at
from tests.servers.database import Database
from toolkit.backends.capacity.base import Capacity
from toolkit.backends.capacity.register import CAPACITIES, capacity_of
from toolkit.backends.sql.values import Name
from toolkit.capacity import TableSize

ORDERS = (Name(name="orders"), Name(schema="elsewhere", name="orders"))


def ask_everything(capacity: Capacity, connection: sa.Connection) -> None:
    limits = capacity.limits(connection)
    assert limits.settings == tuple(sorted(limits.settings))
    capacity.seats(connection)
    capacity.in_transaction(connection)
    assert capacity.counters(connection).at > 0
    assert isinstance(capacity.sizes(connection), list)
    capacity.uses(connection, ORDERS)
    capacity.uses(connection, ())
    capacity.free_bytes(connection)
    capacity.replicas(connection)
    capacity.rights_missing(connection, ["DROP TABLE orders"])
    assert tuple(capacity.rights_missing(connection, ())) == ()
    for session in ("0", "", "nonsense", "999999999"):
        assert not capacity.cancel(connection, session)


@pytest.mark.parametrize("backend", CAPACITIES)
def test_all_answer_alike(backend: str) -> None:
    capacity = capacity_of(backend)
    for name, asked in inspect.getmembers(Capacity, inspect.isfunction):
        if not name.startswith("_"):
            told = inspect.signature(getattr(type(capacity), name))
            assert told == inspect.signature(asked), name


def test_an_empty_database_raises_nothing_and_is_left_as_it_was(database: Database) -> None:
    capacity = capacity_at(database)
    with engine_at(database).connect() as connection:
        ask_everything(capacity, connection)
        assert capacity.sizes(connection) == []
        assert capacity.rights_missing(connection, ["DROP TABLE orders"]) in ([], ())
        # The transaction is still one that can be used.
        connection.exec_driver_sql("CREATE TABLE orders (id INT)")
        assert connection.exec_driver_sql("SELECT COUNT(*) FROM orders").scalar() == 0


def test_a_user_without_any_privilege_raises_nothing(server: Database) -> None:
    capacity = capacity_at(server)
    grants = [] if server.backend == "postgresql" else ["GRANT SELECT ON `{database}`.* TO {user}"]
    with account(server, *grants) as few, engine_at(few).connect() as connection:
        ask_everything(capacity, connection)
        (unseen,) = [told for told in capacity.limits(connection).unseen if "GRANT" in told]
        assert ("pg_read_all_stats" if server.backend == "postgresql" else "GRANT PROCESS ON *.* TO 'tk_") in unseen


def test_sizes_follow_the_rows(database: Database) -> None:
    capacity = capacity_at(database)
    with engine_at(database).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE empty_one (id INT PRIMARY KEY)")
        connection.exec_driver_sql("CREATE TABLE orders (id INTEGER PRIMARY KEY, note VARCHAR(200) UNIQUE)")
        rows = [{"id": n, "note": f"{n} " * 20} for n in range(1, 3001)]
        connection.execute(sa.text("INSERT INTO orders VALUES (:id, :note)"), rows)
        analyze = {"sqlite": "ANALYZE", "postgresql": "ANALYZE"}.get(database.backend, "ANALYZE TABLE orders")
        connection.exec_driver_sql(analyze)
    with engine_at(database).connect() as connection:
        empty, orders = capacity.sizes(connection)
    assert (empty.schema, empty.name, empty.rows) == (None, "empty_one", 0)
    assert isinstance(orders, TableSize)
    assert orders.name == "orders"
    assert 2500 < orders.rows < 3500
    assert 150_000 < orders.data_bytes < orders.bytes < 3_000_000
