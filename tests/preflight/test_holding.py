"""How long a statement keeps others out of a table."""

from __future__ import annotations

import pytest

from tests.preflight.builders import circumstances, plan, revision, statement, table
from toolkit.plan import PlannedStatement
from toolkit.preflight.holding import holdings

COPY = "ALTER TABLE orders MODIFY note VARCHAR(30)"
ADD = "ALTER TABLE orders ADD COLUMN note text"
FILL = "UPDATE orders SET note = ''"
MOMENT = table(work="none")


def filling(number: int = 2, high: float = 60.0) -> PlannedStatement:
    return statement(FILL, table(work="rows", blocks="nothing"), number=number, high=high, low=20.0)


def test_as_long_as_it_works() -> None:
    (holding,) = holdings(circumstances(statement(COPY, table(), high=90.0, low=40.0)))
    assert (holding.low, holding.high, holding.basis, holding.after) == (40.0, 90.0, "measured", 0)


@pytest.mark.parametrize("quiet", [table(blocks="nothing"), table(rows=None)])
def test_not_where_nobody_waits_or_the_table_is_new(quiet: object) -> None:
    assert list(holdings(circumstances(statement(COPY, quiet, high=90.0)))) == []  # type: ignore[arg-type]  # a table


@pytest.mark.parametrize(
    ("backend", "high", "after"), [("mysql", 0.0, 0), ("postgresql", 60.0, 1), ("sqlite", 60.0, 1)]
)
def test_a_lock_lasts_as_long_as_its_transaction(backend: str, high: float, after: int) -> None:
    (holding,) = holdings(circumstances(statement(ADD, MOMENT), filling(), backend=backend))
    assert (holding.high, holding.after) == (high, after)


@pytest.mark.parametrize(("one_transaction", "high", "after"), [(False, 0.0, 0), (True, 60.0, 1)])
def test_a_lock_ends_with_its_revision_or_with_the_last(one_transaction: bool, high: float, after: int) -> None:
    two = plan(revision(statement(ADD, MOMENT)), revision(filling(), name="0013"), one_transaction=one_transaction)
    (holding,) = holdings(circumstances(plan=two, backend="postgresql"))
    assert (holding.high, holding.after) == (high, after)


def test_a_lock_ends_where_an_autocommit_block_begins() -> None:
    """And what stands in the block is alone."""
    alone = statement("CREATE INDEX CONCURRENTLY i ON orders (id)", table(work="index"), number=2, high=50.0)
    added, built = holdings(circumstances(statement(ADD, MOMENT), alone, filling(3), backend="postgresql"))
    assert (added.high, built.high) == (0.0, 50.0)


def test_what_is_locked_already_is_told_once() -> None:
    more = statement("ALTER TABLE orders ADD COLUMN more text", MOMENT, number=2)
    assert len(list(holdings(circumstances(statement(ADD, MOMENT), more, filling(3), backend="postgresql")))) == 1
    assert len(list(holdings(circumstances(statement(ADD, MOMENT), more, filling(3), backend="mysql")))) == 2


def test_a_stronger_lock_is_told_again() -> None:
    reads = statement("CREATE INDEX i ON orders (id)", table(work="index", blocks="writes"), high=5.0)
    first, second = holdings(circumstances(reads, statement(ADD, MOMENT, number=2), backend="postgresql"))
    assert (first.table.blocks, second.table.blocks) == ("writes", "reads and writes")


def test_thirty_moments_make_no_seconds() -> None:
    many = [
        statement(f"ALTER TABLE orders ADD COLUMN c{number} text", MOMENT, number=number) for number in range(1, 31)
    ]
    (holding,) = holdings(circumstances(*many, backend="postgresql"))
    assert (holding.high, holding.basis) == (0.0, "instant")


def test_a_table_in_several_steps_is_told_once_as_it_is_kept_the_most() -> None:
    (holding,) = holdings(circumstances(statement(COPY, table(blocks="writes"), table(), MOMENT, high=5.0)))
    assert holding.table.blocks == "reads and writes"


def test_what_is_not_known_may_take_longer() -> None:
    unknown = statement("CALL fill()", number=2, duration=None, impact=None, unknown="it is opaque")
    (holding,) = holdings(circumstances(statement(ADD, MOMENT), unknown, backend="postgresql"))
    assert not holding.is_known
    assert [one.is_known for one in holdings(circumstances(statement(ADD, MOMENT), unknown))] == [True]
