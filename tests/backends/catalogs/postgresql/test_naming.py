"""The names are those that the server makes."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.backends.catalogs.postgresql.reading import read, run
from toolkit.backends.catalogs.postgresql.naming import addition_of, is_servers, made

NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters='\0"'), min_size=1, max_size=63).filter(
    lambda name: len(name.encode()) <= 63
)


@pytest.mark.parametrize(
    ("name", "table", "addition", "label", "expected"),
    [
        ("orders_pkey", "orders", None, "pkey", True),
        ("orders_pkey1", "orders", None, "pkey", True),
        ("orders_pkey01", "orders", None, "pkey", False),
        ("pk_orders", "orders", None, "pkey", False),
        ("orders_note_key", "orders", "note", "key", True),
        ("orders_note_key12", "orders", "note", "key", True),
        ("orders_name_key", "orders", "note", "key", False),
        ("orders_check", "orders", None, "check", True),
        ("orders_check_note", "orders", "note", "check", False),
        ("a" * 58 + "_pkey", "a" * 63, None, "pkey", True),
        ("a" * 63, "a" * 63, None, "pkey", False),
    ],
)
def test_names(name: str, table: str, addition: str | None, label: str, expected: bool) -> None:
    assert is_servers(name, table, addition, label) is expected


def test_long_names_are_cut_where_they_are_longer() -> None:
    assert made("t" * 60, "c" * 10, "key") == "t" * 48 + "_" + "c" * 10 + "_key"
    assert made("t" * 40, "c" * 40, "key") == "t" * 29 + "_" + "c" * 29 + "_key"


def test_columns_are_joined_until_the_name_is_full() -> None:
    assert addition_of(["a", "b"]) == "a_b"
    assert addition_of(["a" * 60, "b" * 60, "c"]) == "a" * 60 + "_" + "b" * 60


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=NAMES, columns=st.lists(NAMES, min_size=2, max_size=2, unique=True))
def test_whatever_the_names_the_server_names_like_that(
    connection: sa.Connection, table: str, columns: list[str]
) -> None:
    savepoint = connection.begin_nested()
    one, two = columns
    run(
        connection,
        f'CREATE TABLE other."{table}" ("{one}" int PRIMARY KEY, "{two}" int CHECK ("{two}" > 0), UNIQUE ("{one}", "{two}"),'
        f' UNIQUE ("{two}"), UNIQUE ("{two}") INCLUDE ("{one}"), CHECK ("{one}" > "{two}"), EXCLUDE USING btree (("{two}" + 1) WITH =),'
        f' FOREIGN KEY ("{two}") REFERENCES other."{table}", CHECK ("{two}" > 1))',
        f'CREATE INDEX ON other."{table}" (("{two}" + 1), ("{two}" + 2), "{one}", abs("{one}"))',
    )
    (found,) = read(connection).tables
    savepoint.rollback()
    assert found.name == table
    assert [column.name for column in found.columns] == columns
    members = [found.primary_key, *found.uniques, *found.checks, *found.foreign_keys, *found.exclusions, *found.indexes]
    assert [member.name for member in members if member is None or not member.named_by_server] == []
    assert len(members) == 10
    assert found.indexes[0].parts[2].column == one
