"""What only MariaDB has."""

from __future__ import annotations

import pytest

from tests.backends.catalogs.innodb.facets import TABLE, connected, differences, read, run, seen
from tests.servers.database import Database

TEXTS = "CREATE TABLE t (id int PRIMARY KEY, b varchar(200), c int CHECK (c > 0), j json, p point, KEY ix (b))"
VERSIONED = "CREATE TABLE t (id int PRIMARY KEY, a int) WITH SYSTEM VERSIONING"


@pytest.mark.parametrize(
    ("before", "change", "expected"),
    [
        (TEXTS, "MODIFY b varchar(200) COMPRESSED", None),
        (TEXTS, "MODIFY b uuid", ["column t.b type", "column t.b charset", "column t.b collation"]),
        (TEXTS, "MODIFY c int CHECK (c > 1)", ["check t.c expression"]),
        (TEXTS, "MODIFY c int", ["check t.c missing"]),
        (TEXTS, "MODIFY c int, ADD CONSTRAINT c CHECK (c > 0)", ["check t.c column"]),
        (TEXTS, "MODIFY j longtext COLLATE utf8mb4_bin", ["check t.j missing"]),
        (TEXTS, "MODIFY p point REF_SYSTEM_ID=101", ["column t.p type"]),
        (TEXTS, "ALTER INDEX ix IGNORED", ["index t.ix invisible"]),
        (TEXTS, "PAGE_COMPRESSED = 1", ["table t options"]),
        (TEXTS, "ADD SYSTEM VERSIONING", ["table t options"]),
        (VERSIONED, "DROP SYSTEM VERSIONING", ["table t options"]),
        (VERSIONED, "MODIFY a int WITHOUT SYSTEM VERSIONING", ["column t.a storage"]),
        (VERSIONED, "PARTITION BY SYSTEM_TIME (PARTITION a HISTORY, PARTITION b CURRENT)", ["table t partitioning"]),
        (TABLE, "ENGINE = Aria TRANSACTIONAL = 0", ["table t options"]),
    ],
)
def test_facets(mariadb: Database, before: str, change: str, expected: list[str] | None) -> None:
    statements = ["SET SESSION system_versioning_alter_history = KEEP", f"ALTER TABLE t {change}"]
    if expected is None:
        # A compressed column cannot be in an index.
        statements.insert(0, "ALTER TABLE t DROP INDEX ix")
        expected = ["column t.b storage", "index t.ix missing"]
    assert seen(mariadb, [before], statements) == expected


def test_periods(mariadb: Database) -> None:
    table = "CREATE TABLE t (id int, a date, b date)"
    assert seen(mariadb, [table], ["ALTER TABLE t ADD PERIOD FOR p (a, b)"]) == [
        "column t.a nullable",
        "column t.b nullable",
        "check t.p unexpected",
    ]


@pytest.mark.parametrize(
    ("clause", "expected"),
    [("ON DELETE NO ACTION", ["foreign key t.fk on_delete"]), ("ON DELETE RESTRICT ON UPDATE RESTRICT", [])],
)
def test_rules_of_foreign_keys(mariadb: Database, clause: str, expected: list[str]) -> None:
    key = "CONSTRAINT fk FOREIGN KEY (id) REFERENCES p (id)"
    tables = ["CREATE TABLE p (id int PRIMARY KEY)", f"CREATE TABLE t (id int, {key})"]
    assert seen(mariadb, tables, ["ALTER TABLE t DROP FOREIGN KEY fk", f"ALTER TABLE t ADD {key} {clause}"]) == expected


def test_algorithms_of_views(mariadb: Database) -> None:
    view = "CREATE OR REPLACE ALGORITHM = {} VIEW v AS SELECT id FROM t"
    assert seen(mariadb, [TABLE, view.format("MERGE")], [view.format("TEMPTABLE")]) == ["view v options"]


def test_packages(mariadb: Database) -> None:
    oracle = "SET SESSION sql_mode = 'ORACLE'"
    head = "CREATE OR REPLACE PACKAGE k AS FUNCTION f RETURN int; END"
    body = "CREATE OR REPLACE PACKAGE BODY k AS FUNCTION f RETURN int AS BEGIN RETURN {}; END; END"
    with connected(mariadb.url) as connection:
        run(connection, [oracle, head, body.format(1)])
        before = read("mariadb", connection)
        assert [routine.signature for routine in before.routines] == ["package", "package body"]
        run(connection, [body.format(2)])
        assert differences(before, read("mariadb", connection)) == ["routine k definition"]
