"""Primary keys and indexes."""

from __future__ import annotations

import pytest

from tests.backends.catalogs.innodb.facets import seen
from tests.servers.database import Database

INDEXED = (
    "CREATE TABLE t (id int NOT NULL PRIMARY KEY, a int, b varchar(20), body text, place point NOT NULL, c int NOT NULL, "
    "KEY ix (a, b), UNIQUE uq (b), FULLTEXT ft (body), SPATIAL sp (place))"
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("DROP INDEX ix", ["index t.ix missing"]),
        ("DROP INDEX uq", ["index t.uq missing"]),
        ("DROP INDEX ft", ["index t.ft missing"]),
        ("ADD INDEX iy (b)", ["index t.iy unexpected"]),
        ("RENAME INDEX ix TO iy", ["index t.ix missing", "index t.iy unexpected"]),
        ("DROP INDEX ix, ADD INDEX ix (a)", ["index t.ix parts"]),
        ("DROP INDEX ix, ADD INDEX ix (b, a)", ["index t.ix parts"]),
        ("DROP INDEX ix, ADD INDEX ix (a, b DESC)", ["index t.ix parts"]),
        ("DROP INDEX ix, ADD INDEX ix (a, b(5))", ["index t.ix parts"]),
        ("DROP INDEX ix, ADD UNIQUE ix (a, b)", ["index t.ix unique"]),
        ("DROP INDEX uq, ADD INDEX uq (b)", ["index t.uq unique"]),
        ("DROP INDEX ix, ADD INDEX ix (a, b) COMMENT 'fast'", ["index t.ix comment"]),
        ("DROP INDEX ft, ADD INDEX ft (body(9))", ["index t.ft parts", "index t.ft method"]),
        ("DROP PRIMARY KEY", ["primary key t.(unnamed) missing"]),
        ("DROP PRIMARY KEY, ADD PRIMARY KEY (id, c)", ["primary key t.(unnamed) columns"]),
        ("DROP PRIMARY KEY, ADD PRIMARY KEY (id DESC)", ["primary key t.(unnamed) columns"]),
    ],
)
def test_keys_and_indexes(server: Database, change: str, expected: list[str]) -> None:
    assert seen(server, [INDEXED], [f"ALTER TABLE t {change}"]) == expected


def test_the_prefix_of_a_primary_key(server: Database) -> None:
    table = "CREATE TABLE t (b varchar(20) NOT NULL, PRIMARY KEY (b))"
    found = seen(server, [table], ["ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (b(7))"])
    assert found == ["primary key t.(unnamed) columns"]


def test_keys_that_are_switched_off(server: Database) -> None:
    table = "CREATE TABLE t (a int, KEY ix (a)) ENGINE=MyISAM"
    assert seen(server, [table], ["ALTER TABLE t DISABLE KEYS"]) == ["index t.ix valid"]
