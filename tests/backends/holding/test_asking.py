"""Servers are asked whether they have a type, and nothing is made."""

from __future__ import annotations

import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.backends.holding.asking import why_refused

HELD = {
    "postgresql": (
        'VARCHAR(33) COLLATE "C"',
        "TIMESTAMP(3) WITH TIME ZONE",
        "INTEGER[]",
        "NUMERIC(10, 2)",
        "BIT VARYING(3)",
    ),
    "mysql": (
        "VARCHAR(9) CHARACTER SET latin1 COLLATE latin1_bin",
        "ENUM('a%','b')",
        "BIGINT UNSIGNED",
        "JSON",
        "POLYGON",
    ),
    "mariadb": ("INET6", "BLOB(900)", "DATETIME(6)", "SET('it''s')"),
    "sqlite": ("anything",),
}
REFUSED = {
    "postgresql": ("BINARY(16)", "money_type", "GEOMETRY(POINT,4326)", "DATETIME"),
    "mysql": ("TSVECTOR", "money_type", "VARCHAR(9) CHARACTER SET nothing", "VARCHAR(9) COLLATE nothing_bin"),
    "mariadb": ("TSVECTOR", "money_type", "VECTOR(3)x"),
    "sqlite": (),
}


def test_types(database: Database) -> None:
    with sa.create_engine(database.url, poolclass=sa.NullPool).connect() as connection:
        for words in HELD[database.backend]:
            assert why_refused(connection, words) is None, words
        for words in REFUSED[database.backend]:
            assert words in str(why_refused(connection, words))
        assert sa.inspect(connection).get_table_names() == []


def test_a_type_that_the_models_make(postgresql: Database, mysql: Database) -> None:
    for database, is_refused in ((postgresql, False), (mysql, True)):
        with sa.create_engine(database.url, poolclass=sa.NullPool).connect() as connection:
            assert (why_refused(connection, "money_type", is_made=True) is not None) == is_refused


def test_what_is_no_name_of_a_type_is_left_to_the_revision(postgresql: Database) -> None:
    with sa.create_engine(postgresql.url, poolclass=sa.NullPool).connect() as connection:
        assert why_refused(connection, "TEXT /* it's */ CHECK (true)") is None
        assert connection.scalar(sa.text("SELECT 1")) == 1
