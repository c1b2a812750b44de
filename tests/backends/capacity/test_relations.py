from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from tests.backends.capacity.others import account
from tests.backends.sessions.others import engine_at
from tests.servers.database import Database
from toolkit.backends.capacity import relations
from toolkit.backends.sql.values import Name
from toolkit.capacity import TableSize

PARTED = (
    "CREATE TABLE sales (id INT, PRIMARY KEY (id)) PARTITION BY RANGE (id)",
    "CREATE TABLE low PARTITION OF sales FOR VALUES FROM (0) TO (1000)",
    "CREATE TABLE high PARTITION OF sales FOR VALUES FROM (1000) TO (9000) PARTITION BY RANGE (id)",
    "CREATE TABLE higher PARTITION OF high FOR VALUES FROM (1000) TO (9000)",
    "INSERT INTO sales SELECT generate_series(0, 2999)",
)


@contextmanager
def filled(database: Database, *statements: str) -> Iterator[sa.Connection]:
    with engine_at(database).connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.commit()
        yield connection


def sized(connection: sa.Connection) -> dict[str, TableSize]:
    return {
        size.name if size.schema is None else f"{size.schema}.{size.name}": size for size in relations.sizes(connection)
    }


def test_partitions_count_for_themselves_and_for_what_they_belong_to(postgresql: Database) -> None:
    with filled(postgresql, *PARTED, "ANALYZE") as connection:
        told = sized(connection)
    assert {name: size.rows for name, size in told.items()} == {
        "sales": 3000,
        "low": 1000,
        "high": 2000,
        "higher": 2000,
    }
    assert told["sales"].bytes == told["low"].bytes + told["higher"].bytes
    assert told["high"].data_bytes == told["higher"].data_bytes > 0


def test_rows_are_estimated_as_the_table_grows(postgresql: Database) -> None:
    """The server notes how many there are when it analyses; the planner goes by the size of now."""
    insert = "INSERT INTO orders SELECT generate_series(1, 20000)"
    with filled(postgresql, "CREATE TABLE orders (id INT)", insert, "ANALYZE orders", insert, insert) as connection:
        assert 55_000 < sized(connection)["orders"].rows < 65_000


def test_rows_are_told_before_anything_was_analysed(postgresql: Database) -> None:
    with filled(postgresql, "CREATE TABLE orders (id INT)") as connection:
        assert sized(connection)["orders"].rows == 0
    with filled(postgresql, "INSERT INTO orders SELECT generate_series(1, 5000)"):
        pass
    # A session reports when it ends.
    with engine_at(postgresql).connect() as connection:
        deadline = time.monotonic() + 5
        while sized(connection)["orders"].rows == 0 and time.monotonic() < deadline:
            connection.rollback()
            time.sleep(0.1)
        assert sized(connection)["orders"].rows == 5000


def test_what_is_no_table_is_left_out_and_schemas_are_told(postgresql: Database) -> None:
    with filled(
        postgresql,
        'CREATE SCHEMA "Book keeping"',
        'CREATE TABLE "Book keeping".orders (id INT)',
        "CREATE TABLE orders (id INT, note TEXT)",
        "CREATE TEMPORARY TABLE passing (id INT)",
        "CREATE VIEW narrow AS SELECT * FROM orders",
        "CREATE MATERIALIZED VIEW kept AS SELECT * FROM orders",
        "CREATE SEQUENCE numbers",
    ) as connection:
        assert sorted(sized(connection)) == ["Book keeping.orders", "orders"]


@pytest.mark.parametrize("statement", ["LOCK TABLE orders", "DROP INDEX notes", "TRUNCATE orders", "DROP TABLE orders"])
def test_a_table_that_is_being_changed_is_not_waited_for(postgresql: Database, statement: str) -> None:
    with (
        filled(
            postgresql,
            "CREATE TABLE orders (id INT PRIMARY KEY, note TEXT)",
            "CREATE INDEX notes ON orders (note)",
            "INSERT INTO orders SELECT n, repeat(md5(n::text), 9) FROM generate_series(1, 3000) n",
            "ANALYZE orders",
        ) as connection,
        engine_at(postgresql).connect() as asking,
    ):
        before = sized(asking)["orders"]
        asking.rollback()
        connection.exec_driver_sql(statement)
        asking.exec_driver_sql("SET lock_timeout = '1s'")
        during = sized(asking)["orders"]
        assert (during.rows, before.rows) == (3000, 3000)
        assert 0.9 < during.data_bytes / before.data_bytes < 1.1
        assert 0.9 < during.bytes / before.bytes < 1.1


def test_uses_are_told_for_the_tables_that_there_are(postgresql: Database) -> None:
    with filled(postgresql, *PARTED, "CREATE TABLE never (id INT)"):
        pass
    with filled(postgresql, "SELECT * FROM sales WHERE id = 7", "SELECT COUNT(*) FROM low"):
        pass
    wanted = (Name(name="never"), Name(schema="public", name="sales"), Name(name="gone"), Name(name="low"))
    with engine_at(postgresql).connect() as connection:
        deadline = time.monotonic() + 5
        while (told := relations.uses(connection, wanted))[2].reads == 0 and time.monotonic() < deadline:
            time.sleep(0.1)
    assert [(use.schema, use.name) for use in told] == [(None, "never"), ("public", "sales"), (None, "low")]
    never, sales, low = told
    assert (never.reads, never.writes, never.last_read) == (0, 0, None)
    assert (sales.writes, low.writes) == (3000, 1000)
    assert (low.reads or 0) <= (sales.reads or 0)


def test_the_owner_may_change_a_table_and_nobody_else(postgresql: Database) -> None:
    orders = ["ALTER TABLE orders ADD COLUMN n INT", "CREATE INDEX numbers ON orders (n)"]
    with (
        account(postgresql, "GRANT ALL ON SCHEMA public TO {user}") as owner,
        account(postgresql, "GRANT USAGE ON SCHEMA public TO {user}") as few,
        engine_at(owner).connect() as own,
        engine_at(few).connect() as asking,
        engine_at(postgresql).connect() as root,
    ):
        own.exec_driver_sql("CREATE TABLE orders (id INT)")
        own.commit()
        mine, theirs = own.engine.url.username, asking.engine.url.username
        assert relations.rights_missing(own, orders) == relations.rights_missing(root, orders) == []
        told = relations.rights_missing(asking, orders)
        assert told == [f"GRANT CREATE ON SCHEMA public TO {theirs};", f"GRANT {mine} TO {theirs};"]
        for grant in told:
            root.exec_driver_sql(grant)
        root.commit()
        assert relations.rights_missing(asking, orders) == []
        for statement in orders:
            asking.exec_driver_sql(statement)


def test_a_schema_that_may_not_be_used_is_told_and_one_that_is_not_there_is_not(postgresql: Database) -> None:
    with (
        filled(postgresql, 'CREATE SCHEMA "Book keeping"', 'CREATE TABLE "Book keeping".orders (id INT)') as _root,
        account(postgresql) as few,
        engine_at(few).connect() as asking,
    ):
        name = asking.engine.url.username
        told = relations.rights_missing(
            asking, [f"CREATE INDEX ON {schema}.orders (id)" for schema in ('"Book keeping"', "nowhere")]
        )
        assert told == [
            f'ALTER TABLE "Book keeping".orders OWNER TO {name};',
            f'GRANT CREATE ON SCHEMA "Book keeping" TO {name};',
            f'GRANT USAGE ON SCHEMA "Book keeping" TO {name};',
        ]
        new = relations.rights_missing(asking, ["CREATE TABLE not_yet_there (id INT)"])
        assert new == [f"GRANT CREATE ON SCHEMA public TO {name};"]


@pytest.mark.parametrize(
    ("statement", "lacking"),
    [
        ("ALTER TABLE mine ADD COLUMN x INT", []),
        ("ALTER TABLE mine ADD UNIQUE (n)", ["CREATE ON SCHEMA public"]),
        ("ALTER TABLE mine ADD CHECK (n > 0)", []),
        ("CREATE INDEX ON mine (n)", ["CREATE ON SCHEMA public"]),
        ("ALTER TABLE mine RENAME TO other", ["CREATE ON SCHEMA public"]),
        ("ALTER TABLE mine ADD FOREIGN KEY (n) REFERENCES theirs (id)", ["REFERENCES ON public.theirs"]),
        ("CREATE TYPE mood AS ENUM ('sad')", ["CREATE ON SCHEMA public"]),
        ("CREATE VIEW seen AS SELECT * FROM mine", ["CREATE ON SCHEMA public"]),
        (
            "CREATE TRIGGER tr BEFORE UPDATE ON theirs FOR EACH ROW EXECUTE FUNCTION ours()",
            ["TRIGGER ON public.theirs"],
        ),
        ("UPDATE theirs SET n = 1", ["UPDATE ON public.theirs"]),
        ("INSERT INTO theirs VALUES (1)", ["INSERT ON public.theirs"]),
        ("DELETE FROM theirs", ["DELETE ON public.theirs"]),
        ("TRUNCATE theirs", ["TRUNCATE ON public.theirs"]),
        ("DROP TABLE mine", []),
    ],
)
def test_a_statement_needs_no_more_than_the_server_asks_for(
    postgresql: Database, statement: str, lacking: list[str]
) -> None:
    with (
        account(postgresql, "GRANT USAGE ON SCHEMA public TO {user}") as few,
        engine_at(postgresql).connect() as root,
        engine_at(few).connect() as asking,
    ):
        name = asking.engine.url.username
        for made in (
            "CREATE TABLE theirs (id INT PRIMARY KEY, n INT)",
            "CREATE TABLE mine (id INT PRIMARY KEY, n INT)",
            "CREATE FUNCTION ours() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
            f"ALTER TABLE mine OWNER TO {name}",
            f"GRANT SELECT ON theirs TO {name}",
        ):
            root.exec_driver_sql(made)
        root.commit()
        told = relations.rights_missing(asking, [statement])
        assert told == [f"GRANT {right} TO {name};" for right in lacking]
        for grant in told:
            root.exec_driver_sql(grant)
        root.commit()
        # A transaction may go by the rights that it has looked up before.
        asking.rollback()
        asking.exec_driver_sql(statement)
        asking.rollback()
        root.exec_driver_sql(f"DROP OWNED BY {name}")
        root.commit()
