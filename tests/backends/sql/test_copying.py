"""Whether an INSERT copies a table as it is."""

from __future__ import annotations

import pytest

from toolkit.backends.sql.copying import copied_columns, is_plain_copy

BATCH = "INSERT INTO _alembic_tmp_t (id, n) SELECT t.id, {} AS n \nFROM t"


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO _alembic_tmp_t (id, n) SELECT t.id, t.n \nFROM t",
        "insert into new select * from old",
        'INSERT INTO "new" ("from", b) SELECT "main"."old"."from", b AS c FROM "main"."old"',
        "INSERT INTO new SELECT old.* FROM s.old",
        BATCH.format("CAST(t.n AS VARCHAR(3))"),
    ],
)
def test_columns_of_one_table(sql: str) -> None:
    assert is_plain_copy(sql, "sqlite")


@pytest.mark.parametrize("backend", ["sqlite", "mariadb", "mysql", "postgresql"])
@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO new (id, n) SELECT id, COALESCE(n, 0) FROM old",
        BATCH.format("CAST(coalesce(t.n, 0) AS INTEGER)"),
        BATCH.format("CASE WHEN t.n IS NULL THEN 0 ELSE t.n END"),
        "INSERT INTO new SELECT id, 1 FROM old",
        "INSERT INTO new SELECT id, n + 1 FROM old",
        "INSERT INTO new SELECT * FROM old WHERE n IS NOT NULL",
        "INSERT INTO new SELECT DISTINCT n FROM old",
        "INSERT INTO new SELECT old.n FROM old, other",
        "INSERT INTO new SELECT n FROM old GROUP BY n",
        "INSERT INTO new SELECT n FROM old LIMIT 1",
        "INSERT INTO new SELECT n FROM old UNION SELECT 1",
        "INSERT OR IGNORE INTO new SELECT * FROM old",
        "INSERT IGNORE INTO new SELECT * FROM old",
        "REPLACE INTO new SELECT * FROM old",
        "INSERT INTO new (id) VALUES (1)",
        "INSERT INTO new DEFAULT VALUES",
        "INSERT INTO",
        "UPDATE new SET n = 1",
        "SELECT n FROM old",
        "",
    ],
)
def test_anything_else_may_change_what_is_copied(sql: str, backend: str) -> None:
    assert not is_plain_copy(sql, backend)


@pytest.mark.parametrize("backend", ["mariadb", "mysql", "postgresql"])
def test_where_types_bind_a_cast_changes_values(backend: str) -> None:
    assert not is_plain_copy(BATCH.format("CAST(t.n AS CHAR(3))"), backend)


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("INSERT INTO new (id, b) SELECT t.id, CAST(t.a AS INTEGER) AS x FROM t", {"id": "id", "b": "a"}),
        ("INSERT INTO new SELECT * FROM old", {}),
        ("INSERT INTO new (id, b) SELECT * FROM old", {}),
        ("INSERT INTO new (id) SELECT id FROM old WHERE id > 1", None),
        ("INSERT INTO new (id) SELECT max(id) FROM old", None),
    ],
)
def test_where_each_column_comes_from(sql: str, columns: dict[str, str] | None) -> None:
    assert copied_columns(sql, "sqlite") == columns
