"""A sequence of its own is an object, that of a column is not; where it stands is nothing."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.backends.catalogs.postgresql.reading import differences, read

NUMBERS = "CREATE SEQUENCE numbers"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("AS integer", {"sequence numbers type", "sequence numbers maximum"}),
        ("START WITH 5", {"sequence numbers start"}),
        ("INCREMENT BY 5", {"sequence numbers increment"}),
        ("MINVALUE -5", {"sequence numbers minimum"}),
        ("MAXVALUE 500", {"sequence numbers maximum"}),
        ("CACHE 5", {"sequence numbers cache"}),
        ("CYCLE", {"sequence numbers cycle"}),
        ("SET UNLOGGED", {"sequence numbers unlogged"}),
        ("RENAME TO others", {"- sequence numbers", "+ sequence others"}),
        ("SET SCHEMA other", {"- sequence numbers", "+ sequence other.numbers"}),
    ],
)
def test_a_facet(connection: sa.Connection, change: str, expected: set[str]) -> None:
    assert differences(connection, NUMBERS, f"ALTER SEQUENCE numbers {change}") == expected


def test_a_comment(connection: sa.Connection) -> None:
    assert differences(connection, NUMBERS, "COMMENT ON SEQUENCE numbers IS 'x'") == {"sequence numbers comment"}


def test_where_it_stands_is_no_facet(connection: sa.Connection) -> None:
    assert differences(connection, NUMBERS, "SELECT nextval('numbers'), setval('numbers', 77)") == set()
    assert differences(connection, "SELECT 1", "ALTER SEQUENCE numbers RESTART WITH 8") == set()


def test_those_behind_columns_are_part_of_them(connection: sa.Connection) -> None:
    catalog = read(
        connection, "CREATE TABLE orders (id serial, number int GENERATED ALWAYS AS IDENTITY, big bigserial)"
    )
    assert catalog.sequences == ()
    assert [column.sequence for column in catalog.tables[0].columns] == ["AS integer", None, "AS bigint"]


def test_a_sequence_that_goes_down(connection: sa.Connection) -> None:
    catalog = read(connection, "CREATE TABLE orders (id int GENERATED ALWAYS AS IDENTITY (INCREMENT BY -1))")
    assert catalog.tables[0].columns[0].identity == "ALWAYS INCREMENT BY -1"


def test_one_that_goes_with_its_table_is_not_missing_besides(connection: sa.Connection) -> None:
    assert differences(connection, "CREATE TABLE orders (id serial)", "DROP TABLE orders") == {"- table orders"}
