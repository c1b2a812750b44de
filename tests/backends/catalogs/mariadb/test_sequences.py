"""Sequences."""

from __future__ import annotations

import pytest

from tests.backends.catalogs.innodb.facets import catalog_of, seen
from tests.backends.catalogs.innodb.test_unread import as_user
from tests.servers.database import Database

SEQUENCE = "CREATE SEQUENCE `it's ``1%`"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("START 7", "start"),
        ("INCREMENT BY 7", "increment"),
        ("MINVALUE -7", "minimum"),
        ("MAXVALUE 7", "maximum"),
        ("CACHE 7", "cache"),
        ("CYCLE", "cycle"),
    ],
)
def test_sequences(mariadb: Database, change: str, expected: str) -> None:
    assert seen(mariadb, [SEQUENCE], [SEQUENCE.replace("CREATE", "ALTER") + f" {change}"]) == [
        f"sequence it's `1% {expected}"
    ]


def test_where_a_sequence_stands_is_no_facet(mariadb: Database) -> None:
    assert (
        seen(
            mariadb,
            ["CREATE SEQUENCE s"],
            ["SELECT nextval(s)", "SELECT setval(s, 5000)", "ALTER SEQUENCE s RESTART 9"],
        )
        == []
    )


def test_a_sequence_that_is_gone(mariadb: Database) -> None:
    assert seen(mariadb, ["CREATE SEQUENCE s", "CREATE SEQUENCE u"], ["DROP SEQUENCE s"]) == ["sequence s missing"]


def test_many_sequences_by_few_statements(mariadb: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.backends.catalogs.mariadb.sequences._AT_ONCE", 3)
    catalog = catalog_of(mariadb, [f"CREATE SEQUENCE s{number} INCREMENT {number}" for number in range(1, 9)])
    assert [(sequence.name, sequence.increment) for sequence in catalog.sequences] == [
        (f"s{n}", n) for n in range(1, 9)
    ]


def test_a_default_that_names_a_sequence(mariadb: Database) -> None:
    (table,) = catalog_of(mariadb, ["CREATE SEQUENCE s", "CREATE TABLE t (id int DEFAULT (NEXT VALUE FOR s))"]).tables
    assert table.columns[0].default == "nextval(`s`)"


def test_a_user_who_may_not_select_from_them_is_told(mariadb: Database) -> None:
    catalog_of(mariadb, ["CREATE SEQUENCE s"])
    catalog = as_user(mariadb, "INSERT, SHOW VIEW, TRIGGER, EVENT, EXECUTE ON {db}.*")
    assert catalog.sequences == ()
    (sentence,) = catalog.unread
    assert sentence.startswith("The settings of the sequences could not be read")
