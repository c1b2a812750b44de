"""All rows of a table are removed."""

from __future__ import annotations

import pytest

from tests.preflight.builders import GIBIBYTE, circumstances, only, said, statement, table
from toolkit.finding import Severity
from toolkit.preflight import removed_rows

FULL = table(work="rows", blocks="nothing")


@pytest.mark.parametrize(
    "quiet",
    [
        statement("DELETE FROM orders WHERE id = 1", FULL),
        statement("DELETE FROM orders", table(rows=0, bytes=16_384)),
        statement("TRUNCATE TABLE orders", table(rows=0, bytes=None)),
        statement("TRUNCATE TABLE orders", table(rows=None, bytes=None)),
        statement("TRUNCATE TABLE orders"),
        statement("DROP TABLE orders", FULL),
    ],
)
def test_silent_where_no_row_is_lost(quiet: object) -> None:
    assert said(removed_rows, circumstances(quiet)) == []  # type: ignore[arg-type]  # a statement


@pytest.mark.parametrize("sql", ["DELETE FROM orders", "TRUNCATE TABLE orders", "truncate orders"])
@pytest.mark.parametrize("backend", ["mysql", "postgresql"])
def test_told_with_what_is_lost(sql: str, backend: str) -> None:
    told = only(removed_rows, circumstances(statement(sql, FULL), backend=backend))
    assert (told.severity, told.subject) == (Severity.WARNING, "statement 0012.1")
    assert told.fact == f"`{sql}` removes all rows of table orders: about 1,204,331 rows, 1.0 GiB."
    quote = "`" if backend == "mysql" else '"'
    assert told.remedy == "CREATE TABLE 'orders_kept' AS SELECT * FROM 'orders';".replace("'", quote)


def test_a_table_that_is_large_is_not_empty() -> None:
    told = only(removed_rows, circumstances(statement("DELETE FROM orders", table(rows=0, bytes=GIBIBYTE))))
    assert "the server estimates none, 1.0 GiB." in told.fact


def test_how_many_is_not_known_where_the_server_was_not_asked() -> None:
    told = only(removed_rows, circumstances(statement("DELETE FROM orders", impact=None)))
    assert told.fact.endswith("how many is not known.")


def test_each_table_of_a_truncate() -> None:
    one = statement("TRUNCATE a, b", table("a", rows=1), table("b", rows=2))
    told = said(removed_rows, circumstances(one, backend="postgresql"))
    assert [found.subject for found in told] == ["statement 0012.1, table a", "statement 0012.1, table b"]


@pytest.mark.parametrize(
    ("sql", "schema", "is_told"),
    [
        ("TRUNCATE shop.orders", "shop", True),
        ("TRUNCATE shop.orders", None, True),
        ("TRUNCATE orders", "shop", True),
        ("TRUNCATE shop.orders", "other", False),
    ],
)
def test_a_table_of_another_schema_is_another(sql: str, schema: str | None, is_told: bool) -> None:
    one = statement(sql, table(schema=schema))
    assert bool(said(removed_rows, circumstances(one, backend="postgresql"))) == is_told
