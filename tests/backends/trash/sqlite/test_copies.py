"""The copy that fills a rebuilt table takes along what a column that comes back must not be without."""

from __future__ import annotations

import pytest

from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import Entry
from toolkit.backends.trash.sqlite.copies import copied
from toolkit.backends.trash.sqlite.schema import Found


def found(name: str, sql: str) -> Found:
    return Found(schema="main", name=name, kind="table", sql=sql, is_stored=True)


SIDE = found("side", "CREATE TABLE side (key_1, value)")
NEW = "CREATE TABLE n (id INT, a INT {}, b INT)"
SQL = "INSERT INTO n (id, b) SELECT t.id, CAST(t.b AS INT) AS b \nFROM t"


def entry(*key: str) -> Entry:
    return Entry(table=Name(name="t"), column="a", kept="side", record={"table": "t", "column": "a", "key": list(key)})


@pytest.mark.parametrize(
    ("key", "same"),
    [
        (("id",), 's."key_1" = "t"."id"'),
        (("id", "b"), 's."key_1" = "t"."id" AND s."key_2" = "t"."b"'),
        ((), 's."key_1" = "t".rowid'),
    ],
)
def test_the_values_go_along(key: tuple[str, ...], same: str) -> None:
    sql = copied(entry(*key), SIDE, found("n", NEW.format("NOT NULL")), SQL)
    assert sql == (
        'INSERT INTO n (id, b, "a") SELECT t.id, CAST(t.b AS INT) AS b \n'
        f', (SELECT s."value" FROM "main"."side" AS s WHERE {same}) FROM t'
    )


@pytest.mark.parametrize(
    ("column", "sql"),
    [
        ("", SQL),
        ("NOT NULL DEFAULT 5", SQL),
        ("NOT NULL", "INSERT INTO n (id, A) SELECT t.id, 5 FROM t"),
        ("NOT NULL", "INSERT INTO n (id, b) VALUES (1, 2)"),
        ("NOT NULL", "INSERT INTO n SELECT * FROM t"),
        ("NOT NULL", "INSERT INTO n (id, b) SELECT 1, 2"),
    ],
)
def test_they_may_come_later(column: str, sql: str) -> None:
    assert copied(entry("id"), SIDE, found("n", NEW.format(column)), sql) is None
