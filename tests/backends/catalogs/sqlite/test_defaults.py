"""Held against SQLite itself: what is told alike is stored alike."""

from __future__ import annotations

import sqlite3

import pytest

from toolkit.backends.catalogs.sqlite.defaults import stored_default

TYPES = ("INTEGER", "BIGINT", "BOOLEAN", "NUMERIC(10, 2)", "FLOAT", "DATETIME", "TEXT", "VARCHAR(5)", "BLOB", "")
TEXTS = ("'0'", "0", "false", "'-1'", "-1", "true", "1", "'1.5'", "1.5", "'x'", "CURRENT_TIMESTAMP", "'1e3'", "' 1 '")


@pytest.mark.parametrize("column_type", TYPES)
def test_defaults_told_alike_are_stored_alike(column_type: str) -> None:
    connection = sqlite3.connect(":memory:")
    stored: dict[str | None, set[object]] = {}
    for number, text in enumerate(TEXTS):
        connection.execute(f"CREATE TABLE t{number} (a {column_type} DEFAULT {text}, b INTEGER)")
        connection.execute(f"INSERT INTO t{number} (b) VALUES (1)")
        row = connection.execute(f"SELECT typeof(a), CAST(a AS TEXT) FROM t{number}").fetchone()
        stored.setdefault(stored_default(text, column_type), set()).add(row)
    connection.close()
    assert all(len(rows) == 1 for rows in stored.values())


def test_what_is_stored_alike_in_a_number_is_told_alike() -> None:
    assert stored_default("'-1'", "INTEGER") == stored_default("-1", "INTEGER") == "-1"
    assert stored_default("'0'", "BOOLEAN") == stored_default("false", "BOOLEAN") == "0"
    assert stored_default("'0'", "VARCHAR(3)") == "'0'"
    assert stored_default(None, "INTEGER") is None
