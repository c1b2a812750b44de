from __future__ import annotations

import pytest

from tests.backends.sql.cases import removed
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.removing import all_rows_deleted, rows_truncated


@pytest.mark.parametrize(
    ("backend", "sql"),
    [
        ("mysql", "DELETE FROM t"),
        ("mysql", "DELETE LOW_PRIORITY QUICK IGNORE FROM t AS x"),
        ("mysql", "DELETE FROM t ORDER BY (SELECT 1 FROM u WHERE a = 1)"),
        ("postgresql", "DELETE FROM ONLY T RETURNING a"),
        ("sqlite", "DELETE FROM 't' -- WHERE"),
    ],
)
def test_all_rows(backend: str, sql: str) -> None:
    assert all_rows_deleted(Reader(sql, backend)) == removed("t")


@pytest.mark.parametrize(
    ("backend", "sql"),
    [
        ("mysql", "DELETE FROM t WHERE a = 1"),
        ("mysql", "DELETE FROM t LIMIT 1"),
        ("mysql", "DELETE FROM t PARTITION (p0)"),
        ("mysql", "DELETE t, u FROM t JOIN u"),
        ("mysql", "DELETE FROM t, u USING t, u"),
        ("mariadb", "DELETE HISTORY FROM t"),
        ("mariadb", "DELETE FROM t FOR PORTION OF p FROM 1 TO 2"),
        ("postgresql", "DELETE FROM t USING u"),
        ("postgresql", "DELETE FROM t WHERE CURRENT OF c"),
        ("sqlite", "DELETE FROM %s"),
    ],
)
def test_not_all_rows(backend: str, sql: str) -> None:
    assert all_rows_deleted(Reader(sql, backend)) is None


def test_truncate() -> None:
    expected = removed("a", "s.b", "c", truncates=True)
    assert rows_truncated(Reader("TRUNCATE TABLE ONLY a, S.b *, ONLY c CASCADE", "postgresql")) == expected
    assert rows_truncated(Reader("TRUNCATE", "postgresql")) is None
