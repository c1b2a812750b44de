from __future__ import annotations

import sqlite3

import pytest

from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.settling import pragma, setting, skip_settings_of_statement
from toolkit.backends.sql.values import Kind


@pytest.mark.parametrize(
    ("sql", "kind", "commits"),
    [
        ("SET a = 1", Kind.SESSION, False),
        ("SET GLOBAL a = 1", Kind.OPAQUE, False),
        ("SET a = 1, @@persist.b = 2", Kind.OPAQUE, False),
        ("SET a = (SELECT 1, @@global.b), c = @@global.d", Kind.SESSION, False),
        ("SET global = 1", Kind.SESSION, False),
        ("SET LOCAL autocommit := ON", Kind.SESSION, True),
        ("SET a = 1, @@autocommit = 1", Kind.SESSION, True),
        ("SET autocommit = OFF", Kind.SESSION, False),
        ("SET @autocommit = 1", Kind.SESSION, False),
        ("SET PASSWORD = 'x'", Kind.DEFINITION, False),
    ],
)
def test_set(sql: str, kind: Kind, commits: bool) -> None:
    found = setting(Reader(sql, "mysql"))
    assert (found.kind, found.commits) == (kind, commits)


@pytest.mark.parametrize(
    ("backend", "sql", "following"),
    [
        ("mariadb", "SET STATEMENT a = 1, b = (SELECT 2) FOR DROP TABLE t", "DROP"),
        ("mariadb", "SET STATEMENT a = 1", "SET"),
        ("mysql", "SET STATEMENT a = 1 FOR DROP TABLE t", "SET"),
    ],
)
def test_settings_of_one_statement(backend: str, sql: str, following: str) -> None:
    reader = Reader(sql, backend)
    skip_settings_of_statement(reader)
    assert reader.word == following


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("PRAGMA user_version", Kind.READ),
        ("PRAGMA user_version(7)", Kind.CHANGE),
        ("PRAGMA 'application_id' = 7", Kind.CHANGE),
        ("PRAGMA main.index_list(t)", Kind.READ),
        ("PRAGMA foreign_keys(0)", Kind.SESSION),
        ("PRAGMA synchronous = OFF", Kind.SESSION),
        ("PRAGMA page_size = 8192", Kind.OPAQUE),
        ("PRAGMA incremental_vacuum(5)", Kind.DEFINITION),
    ],
)
def test_pragma(sql: str, kind: Kind) -> None:
    assert pragma(Reader(sql, "sqlite")).kind is kind
    with sqlite3.connect(":memory:") as connection:
        connection.execute(sql)
    connection.close()
