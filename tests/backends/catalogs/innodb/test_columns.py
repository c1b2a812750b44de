"""Types, defaults and the rest of a column."""

from __future__ import annotations

import pytest

from tests.backends.catalogs.innodb.facets import TABLE, seen
from tests.servers.database import Database
from toolkit.backends.catalogs.innodb.columns import Extra, parsed_extra

COLUMNS = [
    ("ADD COLUMN d int", ["column t.d unexpected"]),
    ("DROP COLUMN c", ["column t.c missing"]),
    ("RENAME COLUMN c TO d", ["column t.c missing", "column t.d unexpected"]),
    ("MODIFY a int AFTER b", ["table t column_order"]),
    ("MODIFY a bigint", ["column t.a type"]),
    ("MODIFY a int unsigned", ["column t.a type"]),
    ("MODIFY a int unsigned zerofill", ["column t.a type"]),
    ("MODIFY b varchar(21)", ["column t.b type"]),
    ("MODIFY c datetime(3)", ["column t.c type"]),
    ("MODIFY a int NOT NULL", ["column t.a nullable"]),
    ("ALTER COLUMN a SET DEFAULT 3", ["column t.a default"]),
    ("MODIFY c datetime DEFAULT CURRENT_TIMESTAMP", ["column t.c default"]),
    ("MODIFY c datetime ON UPDATE CURRENT_TIMESTAMP", ["column t.c on_update"]),
    ("MODIFY a int COMMENT 'it''s 100% \\\\ `x`'", ["column t.a comment"]),
    ("MODIFY b varchar(20) COLLATE utf8mb4_bin", ["column t.b collation"]),
    ("MODIFY b varchar(20) CHARACTER SET latin1", ["column t.b charset", "column t.b collation"]),
    ("MODIFY id int NOT NULL AUTO_INCREMENT", ["column t.id autoincrement"]),
    ("MODIFY a int INVISIBLE", ["column t.a invisible"]),
    ("ADD d int AS (id + 1)", ["column t.d unexpected"]),
]


@pytest.mark.parametrize(("change", "expected"), COLUMNS)
def test_columns(server: Database, change: str, expected: list[str]) -> None:
    assert seen(server, [TABLE], [f"ALTER TABLE t {change}"]) == expected


TYPED = "CREATE TABLE t (id int PRIMARY KEY, e enum('a','b') DEFAULT 'a', s set('x','y'), g int AS (id + 1) VIRTUAL)"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("MODIFY e enum('a','b','it''s') DEFAULT 'a'", ["column t.e type"]),
        ("MODIFY e enum('b','a') DEFAULT 'a'", ["column t.e type"]),
        ("MODIFY e enum('a','b') DEFAULT 'b'", ["column t.e default"]),
        ("MODIFY s set('x','y','z')", ["column t.s type"]),
        ("MODIFY g int AS (id + 2) VIRTUAL", ["column t.g computed"]),
        ("DROP g, ADD g int AS (id + 1) STORED", ["column t.g computed_stored"]),
    ],
)
def test_labels_and_computed_columns(server: Database, change: str, expected: list[str]) -> None:
    assert seen(server, [TYPED], [f"ALTER TABLE t {change}"]) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("varchar(30) DEFAULT 'uuid()'", "varchar(30) DEFAULT (uuid())"),
        ("varchar(30)", "varchar(30) DEFAULT 'NULL'"),
        ("varchar(30)", "varchar(30) DEFAULT ''"),
        ("varchar(30) DEFAULT (concat('a','b'))", "varchar(30) DEFAULT (concat('a''','b'))"),
        ("bit(4) DEFAULT b'0'", "bit(4) DEFAULT b'1'"),
    ],
)
def test_a_literal_default_is_no_expression(server: Database, one: str, other: str) -> None:
    assert seen(server, [f"CREATE TABLE t (a {one})"], [f"ALTER TABLE t MODIFY a {other}"]) == ["column t.a default"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Extra()),
        ("auto_increment", Extra(autoincrement=True)),
        ("DEFAULT_GENERATED", Extra(default_is_expression=True)),
        (
            "DEFAULT_GENERATED on update CURRENT_TIMESTAMP(3)",
            Extra(default_is_expression=True, on_update="CURRENT_TIMESTAMP(3)"),
        ),
        ("on update current_timestamp()", Extra(on_update="current_timestamp()")),
        ("VIRTUAL GENERATED", Extra(computed_stored=False)),
        ("STORED GENERATED INVISIBLE", Extra(computed_stored=True, invisible=True)),
        ("STORED GENERATED, INVISIBLE", Extra(computed_stored=True, invisible=True)),
        ("INVISIBLE, WITHOUT SYSTEM VERSIONING", Extra(invisible=True, rest="WITHOUT SYSTEM VERSIONING")),
        ("NOT SECONDARY", Extra(rest="NOT SECONDARY")),
    ],
)
def test_extra(text: str, expected: Extra) -> None:
    assert parsed_extra(text) == expected
