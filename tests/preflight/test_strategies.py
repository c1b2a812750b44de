"""The ways around a statement that blocks."""

from __future__ import annotations

import pytest

from tests.preflight.builders import circumstances, statement, table
from toolkit.preflight.holding import holdings
from toolkit.preflight.strategies import strategy


def way(backend: str, sql: str, work: str = "scan", *, database: str | None = "shop", name: str = "orders") -> str:
    one = statement(sql, table(name, work=work), high=90.0)
    (holding,) = holdings(circumstances(one, backend=backend))
    return strategy(holding, backend, database)


@pytest.mark.parametrize(
    ("sql", "work", "expected"),
    [
        ("CREATE INDEX ix ON orders (a)", "index", "op.execute('CREATE INDEX CONCURRENTLY ix ON orders (a)')"),
        ("create unique index ix on orders (a)", "index", "'CREATE UNIQUE INDEX CONCURRENTLY ix on orders (a)'"),
        ("ALTER TABLE orders ALTER COLUMN note SET NOT NULL", "scan", "CHECK (note IS NOT NULL) NOT VALID;"),
        ('ALTER TABLE orders ALTER "the note" SET NOT NULL', "scan", 'CHECK ("the note" IS NOT NULL) NOT VALID;'),
        ("ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES b (id)", "scan", "VALIDATE CONSTRAINT fk;"),
        ("ALTER TABLE orders ADD CHECK (a > 0);", "scan", "ADD CHECK (a > 0) NOT VALID;"),
        ("ALTER TABLE orders ADD CONSTRAINT uq UNIQUE (a)", "index", "ADD CONSTRAINT uq UNIQUE USING INDEX uq;"),
        ("ALTER TABLE orders ADD PRIMARY KEY (id)", "index", "PRIMARY KEY USING INDEX"),
        ("ALTER TABLE orders ALTER COLUMN id TYPE bigint", "rewrite", "In two releases"),
        ("UPDATE orders SET a = 1", "rows", "in batches"),
    ],
)
def test_on_postgresql(sql: str, work: str, expected: str) -> None:
    assert expected in way("postgresql", sql, work)


@pytest.mark.parametrize("backend", ["mysql", "mariadb"])
@pytest.mark.parametrize(
    ("sql", "work", "expected"),
    [
        (
            "ALTER TABLE `orders` MODIFY note VARCHAR(30), ALGORITHM=COPY, LOCK=SHARED",
            "rewrite",
            "pt-online-schema-change --alter 'MODIFY note VARCHAR(30)' D=shop,t=orders --execute",
        ),
        (
            "ALTER TABLE shop.orders MODIFY note TEXT COMMENT 'it''s'",
            "rewrite",
            "gh-ost --alter 'MODIFY note TEXT COMMENT '\"'\"'it'",
        ),
        ("ALTER TABLE orders ADD a INT, MODIFY b TEXT", "rewrite", "a statement of its own"),
        ("ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCES b (id)", "rewrite", "foreign_key_checks = 0"),
        ("DELETE FROM orders WHERE a = 1", "rows", "in batches"),
        ("OPTIMIZE TABLE orders", "rewrite", "when nobody uses the table"),
    ],
)
def test_on_mysql_and_mariadb(backend: str, sql: str, work: str, expected: str) -> None:
    assert expected in way(backend, sql, work)


def test_one_change_need_not_be_split() -> None:
    assert "of its own" not in way("mysql", "ALTER TABLE orders MODIFY a DECIMAL(10,2)", "rewrite")


def test_a_hostile_name_stays_an_argument_of_the_shell() -> None:
    told = way("mysql", "ALTER TABLE `a; rm -rf ~` MODIFY b TEXT", "rewrite", name="a; rm -rf ~")
    assert "--table='a; rm -rf ~'" in told
    assert "'D=shop,t=a; rm -rf ~'" in told


def test_where_the_database_is_not_known() -> None:
    assert "--database=DATABASE" in way("mysql", "ALTER TABLE orders MODIFY a TEXT", "rewrite", database=None)


def test_on_sqlite_writers_wait_longer() -> None:
    assert 'connect_args={"timeout": 60}' in way("sqlite", "CREATE INDEX i ON orders (a)", "index")


def test_elsewhere_only_the_hour_helps() -> None:
    assert way("oracle", "ALTER TABLE orders MODIFY a NUMBER") == "Run it when nobody uses the table."


def test_a_lock_that_others_lengthen_is_shortened_by_a_revision_of_their_own() -> None:
    added = statement("ALTER TABLE orders ADD note text", table(work="none"))
    filled = statement("UPDATE orders SET note = ''", table(work="rows", blocks="nothing"), number=2, high=60.0)
    (holding,) = holdings(circumstances(added, filled, backend="postgresql"))
    assert "transaction_per_migration=True" in strategy(holding, "postgresql", "shop")


def test_what_works_long_itself_has_its_own_way_whatever_follows() -> None:
    built = statement("CREATE INDEX ix ON orders (a)", table(work="index", blocks="writes"), high=60.0)
    filled = statement("UPDATE orders SET note = ''", table(work="rows", blocks="nothing"), number=2, high=60.0)
    (holding,) = holdings(circumstances(built, filled, backend="postgresql"))
    assert "CONCURRENTLY" in strategy(holding, "postgresql", "shop")
