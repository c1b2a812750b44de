"""Texts come out alike under whatever is set, and what was set stays."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from tests.backends.catalogs.postgresql.reading import run
from toolkit.backends.catalogs.postgresql.reader import read_catalog
from toolkit.backends.catalogs.postgresql.session import SETTINGS, session
from toolkit.catalog.comparison import compare

OBJECTS = r"""
CREATE TYPE mood AS ENUM ('ok');
CREATE TABLE orders (id serial PRIMARY KEY, feeling mood DEFAULT 'ok', "order" int, opened timestamptz DEFAULT '2020-01-02 03:04+00',
    ttl interval DEFAULT '1 day 02:03:04', day date CHECK (day > '2020-01-02'), bits bytea DEFAULT '\xff', ratio float8 DEFAULT 0.1::float8,
    path text DEFAULT E'a\\b', price money DEFAULT 12.5::money);
CREATE VIEW v AS SELECT id, "order", opened > '2020-01-02 03:04+00' AS late FROM orders;
CREATE TABLE other.lines (id int REFERENCES orders, feeling mood);
CREATE VIEW other.w AS SELECT l.id FROM other.lines l JOIN orders USING (id)
"""
SURROUNDINGS = {
    "search_path": "other",
    "TimeZone": "Asia/Tokyo",
    "DateStyle": "German",
    "IntervalStyle": "iso_8601",
    "quote_all_identifiers": "on",
    "extra_float_digits": "-10",
    "bytea_output": "escape",
    "standard_conforming_strings": "off",
}


def test_other_settings_change_nothing(connection: sa.Connection) -> None:
    run(connection, OBJECTS)
    before = read_catalog(connection, ["other"])
    for name, value in SURROUNDINGS.items():
        run(connection, f"SET {name} = '{value}'")
    assert list(compare(before, read_catalog(connection, ["other"], default="public"))) == []


def test_temporary_objects_hide_nothing(connection: sa.Connection) -> None:
    run(connection, OBJECTS)
    before = read_catalog(connection, ["other"])
    run(
        connection,
        "CREATE TEMP TABLE orders (x int); CREATE TEMP TABLE pg_class (x int); CREATE TEMP VIEW pg_namespace AS SELECT 1",
    )
    assert list(compare(before, read_catalog(connection, ["other"]))) == []


def test_objects_of_the_schema_do_not_stand_before_the_catalogs(connection: sa.Connection) -> None:
    run(
        connection,
        "CREATE TABLE pg_class (x int); CREATE FUNCTION pg_get_viewdef(oid) RETURNS text LANGUAGE sql AS 'SELECT NULL::text'",
    )
    assert [table.name for table in read_catalog(connection).tables] == ["pg_class"]


def settings(connection: sa.Connection) -> dict[str, str]:
    return {name: connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in [*SETTINGS, "search_path"]}


@pytest.mark.parametrize("isolation", ["AUTOCOMMIT", "READ COMMITTED", "SERIALIZABLE"])
@pytest.mark.parametrize("local", ["", "LOCAL"])
def test_settings_are_put_back(engine: sa.Engine, isolation: str, local: str) -> None:
    with engine.execution_options(isolation_level=isolation).connect() as connection:
        for name, value in SURROUNDINGS.items():
            run(connection, f"SET {local} {name} = '{value}'")
        before = settings(connection)
        read_catalog(connection)
        assert settings(connection) == before
        connection.rollback()
        run(connection, "SELECT 1")
        connection.commit()
        after = settings(connection)
        # What was set in the transaction only has ended with it.
        assert after == before or isolation != "AUTOCOMMIT"
        assert all(after[name] != value for name, value in SURROUNDINGS.items()) or isolation == "AUTOCOMMIT"


def test_they_are_put_back_after_an_error(engine: sa.Engine) -> None:
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        before = settings(connection)
        with pytest.raises(sa.exc.DBAPIError), session(connection, (), None) as opened:
            opened.rows("Nothing", "SELECT 1 / 0")
        assert settings(connection) == before


def test_the_error_of_a_transaction_is_told_as_it_is(connection: sa.Connection) -> None:
    with pytest.raises(sa.exc.DBAPIError, match="division by zero"), session(connection, (), None) as opened:
        opened.rows("Nothing", "SELECT 1 / 0")


def test_an_interruption_is_told_as_it_is(engine: sa.Engine) -> None:
    def interrupt(*asked: object) -> None:
        raise KeyboardInterrupt

    with engine.connect() as connection, pytest.raises(KeyboardInterrupt), session(connection, (), "public"):
        sa.event.listen(engine, "do_execute", interrupt)
        try:
            connection.execute(sa.text("SELECT :one"), {"one": 1})
        finally:
            sa.event.remove(engine, "do_execute", interrupt)


@pytest.mark.parametrize("name", ["app", "Mixed Case", 'quo"te', "100%", "größe", "select"])
def test_the_default_schema_has_no_name(connection: sa.Connection, name: str) -> None:
    run(connection, OBJECTS)
    before = read_catalog(connection, ["other"])
    quoted = '"' + name.replace('"', '""') + '"'
    run(connection, f"ALTER SCHEMA public RENAME TO {quoted}", f"SET LOCAL search_path = {quoted}")
    after = read_catalog(connection, ["other"])
    assert list(compare(before, after)) == []
    assert after.tables[0].name == "orders"


def test_a_path_to_nowhere(connection: sa.Connection) -> None:
    run(connection, OBJECTS, "SET LOCAL search_path = nowhere")
    assert read_catalog(connection).tables == ()
    assert [table.name for table in read_catalog(connection, ["public"]).tables] == ["orders"]


@contextmanager
def without(engine: sa.Engine, *denied: str) -> Iterator[sa.Connection]:
    """A connection of a role that may read no table, nor these catalogs."""
    # Roles are the whole server's, and other tests may run on it.
    role = f"tk_{uuid.uuid4().hex}"
    with engine.connect() as connection:
        run(connection, f"CREATE ROLE {role}", f"GRANT USAGE ON SCHEMA public, other TO {role}", OBJECTS)
        for relation in denied:
            run(connection, f"REVOKE ALL ON {relation} FROM PUBLIC")
        run(connection, f"SET LOCAL ROLE {role}")
        yield connection
        connection.rollback()


def test_a_user_who_may_read_no_table_sees_the_same(engine: sa.Engine) -> None:
    with without(engine) as connection:
        found = read_catalog(connection, ["other"])
        run(connection, "RESET ROLE")
        expected = read_catalog(connection, ["other"])
    assert found == expected
    assert found.unread == ()


@pytest.mark.parametrize(
    ("denied", "sentence"),
    [
        ("pg_catalog.pg_policy", "Row security policies could not be read: permission denied for pg_policy."),
        ("pg_catalog.pg_trigger", "Triggers could not be read: permission denied for pg_trigger."),
        ("pg_catalog.pg_proc", "Functions and procedures could not be read: permission denied for pg_proc."),
        (
            "FUNCTION pg_get_functiondef(oid)",
            "Functions and procedures could not be read: permission denied for pg_get_functiondef.",
        ),
        ("pg_catalog.pg_namespace", "Nothing could be read: permission denied for pg_namespace."),
        ("pg_catalog.pg_class", "Tables and views could not be read: permission denied for pg_class."),
    ],
)
def test_what_may_not_be_read_is_told(engine: sa.Engine, denied: str, sentence: str) -> None:
    with without(engine, denied) as connection:
        assert sentence in read_catalog(connection, ["other"]).unread
