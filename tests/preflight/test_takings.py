"""What a plan takes away."""

from __future__ import annotations

import pytest

from tests.preflight.builders import circumstances, statement
from toolkit.preflight.circumstances import Circumstances
from toolkit.preflight.takings import remade, takings


def sent(*texts: str, backend: str = "mysql") -> Circumstances:
    return circumstances(*(statement(sql, number=n) for n, sql in enumerate(texts, start=1)), backend=backend)


@pytest.mark.parametrize(
    ("sql", "subject", "verb"),
    [
        ("DROP TABLE orders", "table orders", "drops it"),
        ("DROP TABLE shop.orders", "table shop.orders", "drops it"),
        ("ALTER TABLE orders RENAME TO sales", "table orders", "renames it to sales"),
        ("ALTER TABLE orders DROP COLUMN note", "column orders.note", "drops it"),
        ("ALTER TABLE orders RENAME COLUMN note TO remark", "column orders.note", "renames it to remark"),
    ],
)
def test_what_is_taken(sql: str, subject: str, verb: str) -> None:
    (taking,) = takings(sent(sql))
    assert (taking.subject, taking.verb, taking.pending.label) == (subject, verb, "0012.1")


@pytest.mark.parametrize(
    "sql", ["CREATE TABLE a (id INT)", "ALTER TABLE orders ADD note TEXT", "DROP INDEX i ON orders"]
)
def test_what_takes_nothing(sql: str) -> None:
    assert takings(sent(sql)) == ()


def test_what_the_plan_made_itself_is_missed_by_nobody() -> None:
    assert takings(sent("CREATE TABLE a (id INT)", "ALTER TABLE a RENAME TO b", "DROP TABLE b")) == ()


REBUILD = (
    "CREATE TABLE _alembic_tmp_orders (id INT)",
    "INSERT INTO _alembic_tmp_orders (id) SELECT id FROM orders",
    "DROP TABLE orders",
    "ALTER TABLE _alembic_tmp_orders RENAME TO orders",
)


def test_a_table_that_is_made_anew_is_not_taken() -> None:
    given = sent(*REBUILD, backend="sqlite")
    assert takings(given) == ()
    assert remade(given) == {"0012.3"}


def test_unless_it_is_dropped_afterwards() -> None:
    given = sent(*REBUILD, "DROP TABLE orders", backend="sqlite")
    assert [taking.pending.label for taking in takings(given)] == ["0012.5"]


def test_a_name_that_changes_twice_is_taken_once() -> None:
    (taking,) = takings(sent("ALTER TABLE orders RENAME TO a", "ALTER TABLE a RENAME TO b"))
    assert taking.subject == "table orders"
