from __future__ import annotations

import pytest

from tests.backends.sql.cases import drop, made, part, renamed
from toolkit.backends.sql.creating import subject
from toolkit.backends.sql.making import created, dropped
from toolkit.backends.sql.making import renamed as read_renamed
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.values import Effect


@pytest.mark.parametrize(
    ("backend", "sql", "effects"),
    [
        ("mysql", "CREATE TABLE s.t (a INT)", [made("s.t")]),
        ("mariadb", "CREATE OR REPLACE TABLE t SELECT 1", [drop("t", if_exists=True), made("t")]),
        ("mariadb", "CREATE OR REPLACE TEMPORARY TABLE t (a INT)", []),
        ("postgresql", "CREATE FOREIGN TABLE t (a int) SERVER s", []),
        ("postgresql", "CREATE GLOBAL TEMPORARY TABLE t (a int)", []),
        ("postgresql", "CREATE TABLE IF NOT EXISTS pg_temp.t (a int)", []),
        ("postgresql", "CREATE INDEX ON t (a)", [part("index", "t", None)]),
        ("postgresql", "CREATE TABLE", []),
        ("mariadb", "CREATE INDEX IF NOT EXISTS i USING BTREE ON t (a)", [part("index", "t", "i")]),
        ("sqlite", "CREATE TABLE temp.t (a)", []),
        (
            "sqlite",
            "CREATE TRIGGER main.g AFTER UPDATE OF a, b ON t BEGIN SELECT 1; END",
            [part("trigger", "main.t", "g")],
        ),
        ("postgresql", "CREATE SEQUENCE s", []),
    ],
)
def test_created(backend: str, sql: str, effects: list[Effect]) -> None:
    reader = Reader(sql, backend)
    assert list(created(subject(reader), reader)) == effects


@pytest.mark.parametrize(
    ("backend", "sql", "effects"),
    [
        ("mysql", "DROP TABLE a, b.c", [drop("a"), drop("b.c")]),
        ("postgresql", "DROP TABLE a, pg_temp.b CASCADE", [drop("a", cascade=True)]),
        ("postgresql", "DROP TABLE a b", [drop("a")]),
        ("postgresql", "DROP TABLE", []),
        ("postgresql", "DROP VIEW a", []),
        ("mysql", "DROP TEMPORARY TABLES a", []),
    ],
)
def test_dropped(backend: str, sql: str, effects: list[Effect]) -> None:
    reader = Reader(sql, backend)
    assert list(dropped(subject(reader), reader)) == effects


@pytest.mark.parametrize(
    ("sql", "effects"),
    [
        ("RENAME TABLE a TO b", [renamed("a", "b")]),
        ("RENAME TABLES a TO b, b TO c", [renamed("a", "b"), renamed("b", "c")]),
        ("RENAME TABLE a WAIT 3 TO b", [renamed("a", "b")]),
        ("RENAME TABLE a, b TO c", []),
        ("RENAME USER a TO b", []),
    ],
)
def test_renamed(sql: str, effects: list[Effect]) -> None:
    assert list(read_renamed(Reader(sql, "mariadb"))) == effects
