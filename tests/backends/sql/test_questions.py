"""Questions about the schema are told from questions about rows."""

from __future__ import annotations

import pytest

from toolkit.backends.sql.questions import asks_catalog


@pytest.mark.parametrize(
    ("backend", "sql", "asks"),
    [
        ("mysql", "DESCRIBE `t`", True),
        ("mysql", "SHOW CREATE TABLE t", True),
        ("mariadb", "SELECT table_name FROM information_schema.tables", True),
        ("mysql", "SELECT * FROM t", False),
        ("mysql", "SELECT shows FROM t", False),
        ("postgresql", "SELECT pg_catalog.pg_class.relname FROM pg_catalog.pg_class", True),
        ("postgresql", "SELECT page FROM pages", False),
        ("sqlite", 'PRAGMA main.table_info("t")', True),
        ("sqlite", "SELECT name FROM sqlite_master", True),
        ("sqlite", "SELECT pragma FROM t", False),
        ("oracle", "SELECT 1 FROM information_schema.tables", False),
    ],
)
def test_what_a_question_is_about(backend: str, sql: str, asks: bool) -> None:
    assert asks_catalog(sql, backend) is asks
