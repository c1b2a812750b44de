"""Which columns an UPDATE sets."""

from __future__ import annotations

import pytest

from toolkit.backends.sql.updating import columns_set


@pytest.mark.parametrize(
    ("backend", "sql", "columns"),
    [
        ("sqlite", "UPDATE t SET a = 1", {"a"}),
        ("postgresql", 'UPDATE ONLY s."T" AS x SET "A" = (SELECT 1, 2), b = lower(c) WHERE d = 1', {"a", "b"}),
        ("mysql", "UPDATE t JOIN p ON t.i = p.i SET t.`a,b` = p.c, p.d = ? WHERE t.e IN (1, 2)", {"a,b", "d"}),
        ("mariadb", "SET STATEMENT max_statement_time = 1 FOR UPDATE t SET a = 1 ORDER BY b, c", {"a", "c"}),
    ],
)
def test_those_that_the_text_lists_and_rather_more(backend: str, sql: str, columns: set[str]) -> None:
    assert columns_set(sql, backend) == columns


@pytest.mark.parametrize(
    "sql", ["UPDATE t SET (a, b) = (1, 2)", "DELETE FROM t", "WITH w AS (SELECT 1) UPDATE t SET a = 1", "UPDATE t"]
)
def test_none_where_it_lists_none(sql: str) -> None:
    assert columns_set(sql, "postgresql") is None
