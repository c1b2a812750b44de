"""What the plan takes away is still used."""

from __future__ import annotations

import pytest

from tests.preflight.builders import circumstances, only, said, statement
from tests.preflight.test_takings import REBUILD
from toolkit.capacity import TableUse
from toolkit.finding import Severity
from toolkit.preflight import table_in_use

DROP = statement("DROP TABLE orders")
DAY = 86_400.0


def use(**values: object) -> TableUse:
    return TableUse(**({"schema": None, "name": "orders"} | values))  # type: ignore[arg-type]  # a test's shorthand


@pytest.mark.parametrize(
    "uses",
    [
        (),
        (use(),),
        (use(reads=0, writes=0),),
        (use(name="customers", reads=9),),
        (use(reads=9, last_read=8 * DAY),),
        (use(schema="other", reads=9),),
    ],
)
def test_silent_where_nobody_uses_it(uses: tuple[TableUse, ...]) -> None:
    drop = statement("DROP TABLE shop.orders") if uses and uses[0].schema else DROP
    assert said(table_in_use, circumstances(drop, uses=uses)) == []


def test_silent_where_nothing_is_taken() -> None:
    add = statement("ALTER TABLE orders ADD note TEXT")
    assert said(table_in_use, circumstances(add, uses=(use(reads=9),))) == []
    assert said(table_in_use, circumstances(add, uses=None)) == []
    rebuild = [statement(sql, number=number) for number, sql in enumerate(REBUILD, start=1)]
    assert said(table_in_use, circumstances(*rebuild, uses=None, backend="sqlite")) == []


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (use(reads=1_204, writes=1), "read 1,204 times, written 1 time."),
        (use(reads=1, last_read=3 * DAY), "read 1 time, read last 3 days ago."),
        (use(writes=7), "written 7 times."),
        (use(reads=9, writes=7, last_read=90 * DAY), "written 7 times"),
    ],
)
def test_told_with_how_much(found: TableUse, words: str) -> None:
    told = only(table_in_use, circumstances(DROP, uses=(found,)))
    assert (told.severity, told.subject) == (Severity.WARNING, "table orders")
    assert words in told.fact


def test_of_a_column_only_the_table_is_known() -> None:
    told = only(table_in_use, circumstances(statement("ALTER TABLE orders DROP COLUMN note"), uses=(use(reads=9),)))
    assert (told.severity, told.subject) == (Severity.NOTE, "column orders.note")
    assert "of table orders" in told.fact


def test_a_new_name_comes_beside_the_old_one() -> None:
    told = only(table_in_use, circumstances(statement("ALTER TABLE orders RENAME TO sales"), uses=(use(reads=9),)))
    assert "renames it to sales" in told.fact
    assert told.remedy.startswith("Add sales beside it")


def test_what_the_server_does_not_tell_is_one_note() -> None:
    two = statement("DROP TABLE customers", number=2)
    told = only(table_in_use, circumstances(DROP, two, uses=None))
    assert told.severity is Severity.NOTE
    assert told.fact.endswith("is not told here: table orders, table customers.")


@pytest.mark.parametrize(
    ("sql", "schema", "is_told"),
    [
        ("DROP TABLE shop.orders", "shop", True),
        ("DROP TABLE shop.orders", None, True),
        ("DROP TABLE orders", "shop", True),
        ("DROP TABLE shop.orders", "other", False),
    ],
)
def test_a_table_of_another_schema_is_another(sql: str, schema: str | None, is_told: bool) -> None:
    assert bool(said(table_in_use, circumstances(statement(sql), uses=(use(schema=schema, reads=9),)))) == is_told
