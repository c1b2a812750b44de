"""Every facet of a constraint is seen, and only that."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.backends.catalogs.postgresql.reading import differences, read, run, since, table
from toolkit.catalog.members import ForeignKey

ORDERS = """
CREATE TABLE users (id int PRIMARY KEY, a int, b int, UNIQUE (a, b), email text UNIQUE);
CREATE TABLE orders (id int CONSTRAINT pk_orders PRIMARY KEY, a int, b int, amount int CHECK (amount > 0), during int4range,
    CONSTRAINT uq UNIQUE (a, b), CONSTRAINT ck CHECK (a > 0),
    CONSTRAINT ex EXCLUDE USING gist (during WITH &&),
    CONSTRAINT fk FOREIGN KEY (a, b) REFERENCES users (a, b))
"""


def again(name: str, definition: str) -> str:
    return f"ALTER TABLE orders DROP CONSTRAINT {name}, ADD CONSTRAINT {name} {definition}"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (again("pk_orders", "PRIMARY KEY (id, a)"), {"primary key orders.pk_orders columns", "column orders.a nullable"}),
        (again("pk_orders", "PRIMARY KEY (id) INCLUDE (b)"), {"primary key orders.pk_orders include"}),
        (again("pk_orders", "PRIMARY KEY (id) DEFERRABLE"), {"primary key orders.pk_orders deferrable"}),
        (again("pk_orders", "PRIMARY KEY (id) WITH (fillfactor = 70)"), {"primary key orders.pk_orders options"}),
        ("ALTER TABLE orders DROP CONSTRAINT pk_orders", {"- primary key orders.pk_orders"}),
        ("ALTER TABLE orders RENAME CONSTRAINT pk_orders TO other_name", {"primary key orders.pk_orders name"}),
        ("COMMENT ON CONSTRAINT pk_orders ON orders IS 'x'", {"primary key orders.pk_orders comment"}),
        ("ALTER INDEX pk_orders SET (fillfactor = 70)", {"primary key orders.pk_orders options"}),
        ("COMMENT ON INDEX pk_orders IS 'x'", {"primary key orders.pk_orders options"}),
        (again("uq", "UNIQUE (b, a)"), {"unique orders.uq columns"}),
        (again("uq", "UNIQUE (a, b) INCLUDE (id)"), {"unique orders.uq include"}),
        (again("uq", "UNIQUE (a, b) DEFERRABLE"), {"unique orders.uq deferrable"}),
        (again("uq", "UNIQUE (a, b) DEFERRABLE INITIALLY DEFERRED"), {"unique orders.uq deferrable"}),
        (again("uq", "UNIQUE NULLS NOT DISTINCT (a, b)"), {"unique orders.uq nulls_not_distinct"}),
        ("ALTER TABLE orders RENAME CONSTRAINT uq TO uq2", {"- unique orders.uq", "+ unique orders.uq2"}),
        ("ALTER TABLE users DROP CONSTRAINT users_email_key", {"- unique users.users_email_key"}),
        ("ALTER TABLE users DROP CONSTRAINT users_email_key; CREATE UNIQUE INDEX users_email_key ON users (email)",
         {"- unique users.users_email_key", "+ index users.users_email_key"}),
        (again("ck", "CHECK (a >= 0)"), {"check orders.ck expression"}),
        (again("ck", "CHECK (a > 0) NOT VALID"), {"check orders.ck validated"}),
        (again("ck", "CHECK (a > 0) NO INHERIT"), {"check orders.ck no_inherit"}),
        ("COMMENT ON CONSTRAINT ck ON orders IS 'x'", {"check orders.ck comment"}),
        ("ALTER TABLE orders DROP CONSTRAINT orders_amount_check", {"- check orders.orders_amount_check"}),
        ("ALTER TABLE orders ADD CHECK (a < b)", {"+ check orders.orders_check"}),
        (again("ex", "EXCLUDE USING gist (during WITH =)"), {"exclusion orders.ex definition"}),
        (again("ex", "EXCLUDE USING gist (during WITH &&) WHERE (a > 0)"), {"exclusion orders.ex definition"}),
        (again("ex", "EXCLUDE USING gist (during WITH &&) DEFERRABLE"), {"exclusion orders.ex definition"}),
        ("ALTER TABLE orders DROP CONSTRAINT ex", {"- exclusion orders.ex"}),
        ("COMMENT ON CONSTRAINT ex ON orders IS 'x'", {"exclusion orders.ex comment"}),
    ],
)  # fmt: skip
def test_a_facet(connection: sa.Connection, change: str, expected: set[str]) -> None:
    assert differences(connection, ORDERS, change) == expected


@pytest.mark.parametrize(
    ("definition", "facet"),
    [
        ("(b, a) REFERENCES users (a, b)", "columns"),
        ("(a, b) REFERENCES users (b, a)", "referred_columns"),
        ("(a, b) REFERENCES users (a, b) ON DELETE CASCADE", "on_delete"),
        ("(a, b) REFERENCES users (a, b) ON DELETE RESTRICT", "on_delete"),
        ("(a, b) REFERENCES users (a, b) ON DELETE SET NULL (a)", "on_delete"),
        ("(a, b) REFERENCES users (a, b) ON UPDATE SET DEFAULT", "on_update"),
        ("(a, b) REFERENCES users (a, b) MATCH FULL", "match"),
        ("(a, b) REFERENCES users (a, b) DEFERRABLE", "deferrable"),
        ("(a, b) REFERENCES users (a, b) DEFERRABLE INITIALLY DEFERRED", "deferrable"),
        ("(a, b) REFERENCES users (a, b) NOT VALID", "validated"),
        ("(a) REFERENCES users (id)", {"columns", "referred_columns"}),
        ("(a, b) REFERENCES other.users (a, b)", "referred_schema"),
        ("(a, b) REFERENCES clients (a, b)", "referred_table"),
    ],
)
def test_a_facet_of_a_foreign_key(connection: sa.Connection, definition: str, facet: str | set[str]) -> None:
    more = "CREATE TABLE {} (a int, b int, UNIQUE (a, b), UNIQUE (b, a));"
    setup = more.format("other.users") + more.format("clients") + ORDERS + "; ALTER TABLE users ADD UNIQUE (b, a)"
    found = differences(connection, setup, again("fk", f"FOREIGN KEY {definition}"))
    facets = {facet} if isinstance(facet, str) else facet
    assert found == {f"foreign key orders.fk {name}" for name in facets}


@pytest.mark.parametrize(
    ("change", "facet"),
    [
        ("ALTER TABLE orders ALTER CONSTRAINT fk DEFERRABLE", "deferrable"),
        ("COMMENT ON CONSTRAINT fk ON orders IS 'x'", "comment"),
        ("ALTER TABLE orders DISABLE TRIGGER ALL", "enforced"),
        ("ALTER TABLE users DISABLE TRIGGER ALL", "enforced"),
    ],
)
def test_a_facet_that_is_changed_in_place(connection: sa.Connection, change: str, facet: str) -> None:
    assert differences(connection, ORDERS, change) == {f"foreign key orders.fk {facet}"}


def test_a_foreign_key_across_schemas(connection: sa.Connection) -> None:
    catalog = read(
        connection,
        "CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE other.clients (id int PRIMARY KEY REFERENCES users)",
        "CREATE TABLE other.orders (id int PRIMARY KEY REFERENCES users, client int REFERENCES other.clients)",
        "CREATE TABLE lines (id int REFERENCES other.orders)",
    )
    # The name of the default schema may be another one in another database.
    assert [key.referred_schema for key in table(catalog).foreign_keys] == [None, "(default)"]
    assert [key.referred_schema for key in table(catalog, "lines").foreign_keys] == ["other"]


def test_what_is_as_usual_is_not_told(connection: sa.Connection) -> None:
    (key,) = table(read(connection, ORDERS)).foreign_keys
    assert key == ForeignKey(
        name="fk", columns=("a", "b"), referred_schema=None, referred_table="users", referred_columns=("a", "b")
    )


def test_unnamed_constraints_are_matched_by_content(connection: sa.Connection) -> None:
    setup = "CREATE TABLE orders (a int, b int, UNIQUE (a), CHECK (a > b), CHECK (a < 9 + b))"
    change = "DROP TABLE orders; CREATE TABLE orders (a int, b int, CHECK (a < 9 + b), CHECK (a > b), UNIQUE (a))"
    assert differences(connection, setup, change) == set()


def test_what_partitions_have_from_their_parent_is_told_there(connection: sa.Connection) -> None:
    catalog = read(
        connection,
        "CREATE TABLE users (id int PRIMARY KEY)",
        """CREATE TABLE orders (id int PRIMARY KEY, a int REFERENCES users, UNIQUE (id, a), CHECK (a > 0)) PARTITION BY RANGE (id);
        CREATE TABLE small PARTITION OF orders (CHECK (a < 9)) FOR VALUES FROM (0) TO (10);
        CREATE TABLE lines (id int REFERENCES orders)""",
    )
    small = table(catalog, "small")
    assert (small.primary_key, small.uniques, small.foreign_keys, small.indexes) == (None, (), (), ())
    assert [check.expression for check in small.checks] == ["(a < 9)"]
    assert len(table(catalog, "lines").foreign_keys) == 1


def test_what_children_have_from_their_parent_is_told_there(connection: sa.Connection) -> None:
    catalog = read(connection, "CREATE TABLE parent (a int CHECK (a > 0)); CREATE TABLE child () INHERITS (parent)")
    assert table(catalog, "child").checks == ()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (again("fk", "FOREIGN KEY (a, b) REFERENCES users (a, b) NOT ENFORCED"), {"foreign key orders.fk enforced"}),
        (again("ck", "CHECK (a > 0) NOT ENFORCED"), {"check orders.ck enforced"}),
        (again("uq", "UNIQUE (a, during WITHOUT OVERLAPS)"), {"unique orders.uq columns"}),
        (
            "ALTER TABLE orders ADD CONSTRAINT nn NOT NULL a NOT VALID",
            {"+ check orders.nn", "column orders.a nullable"},
        ),
        ("ALTER TABLE orders ADD CONSTRAINT nn NOT NULL a", {"column orders.a nullable"}),
    ],
)
def test_a_facet_since_18(connection: sa.Connection, change: str, expected: set[str]) -> None:
    since(connection, 18)
    run(connection, "CREATE EXTENSION btree_gist")
    assert differences(connection, ORDERS, change) == expected


def test_a_foreign_key_of_periods(connection: sa.Connection) -> None:
    since(connection, 18)
    catalog = read(
        connection,
        "CREATE EXTENSION btree_gist",
        "CREATE TABLE prices (id int, at daterange, PRIMARY KEY (id, at WITHOUT OVERLAPS))",
        "CREATE TABLE orders (id int, at daterange, FOREIGN KEY (id, PERIOD at) REFERENCES prices (id, PERIOD at))",
    )
    assert table(catalog).foreign_keys[0].columns == ("id", "at PERIOD")
    assert table(catalog, "prices").primary_key.columns == ("id", "at WITHOUT OVERLAPS")
