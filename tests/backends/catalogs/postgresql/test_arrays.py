"""Held against the server: what it prints first, and what it prints of that."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.servers.database import Database
from toolkit.backends.catalogs.postgresql.arrays import settled

CHECKS = (
    "v IN ('a', 'b''c, d', 'x]', '(ARRAY[')",
    "v NOT IN ('a', 'b')",
    "v = ANY (ARRAY['a', 'b']::varchar[])",
    "va[1] IN ('a', 'b')",
    "upper(v)::varchar(3) IN ('a', 'b')",
    "v IN ('a', NULL)",
    "v IN ('a', 'b') AND COALESCE(v, 'c') NOT IN ('c', 'd')",
    "v IN (t::varchar, left(t, 2)::varchar)",
    "v = ANY (ARRAY['a', 'b']::text[]::varchar[]::text[])",
    "v IN ('a')",
    "c IN ('a', 'b')",
    "t IN ('a', 'b')",
    "n IN (1, 2.5)",
    "va && ARRAY['a', 'b']::varchar[]",
    "va <@ ARRAY['a']::varchar[]",
    "e IN ('ok', 'bad')",
    "v IN (E'a\\\\b', 'ü\"')",
)


@pytest.fixture
def table(postgresql: Database):
    engine = sa.create_engine(postgresql.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TYPE mood AS ENUM ('ok', 'bad')")
        connection.exec_driver_sql(
            "CREATE TABLE a (v varchar(20), va varchar(5)[], c char(3), t text, n numeric, e mood)"
        )
        yield connection


def printed(table: sa.Connection, expression: str) -> str:
    table.exec_driver_sql(f"ALTER TABLE a ADD CONSTRAINT k CHECK ({expression})".replace("%", "%%"))
    text = table.exec_driver_sql("SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint WHERE conname = 'k'").scalar()
    table.exec_driver_sql("ALTER TABLE a DROP CONSTRAINT k")
    return str(text)


def test_what_is_printed_before_and_after_a_dump_is_settled_alike(table: sa.Connection) -> None:
    differing = 0
    for expression in CHECKS:
        first = printed(table, expression)
        second = printed(table, first)
        assert settled(first) == settled(second) == printed(table, settled(second))
        differing += first != second
    assert differing > 5


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "x > 1",
        "(ARRAY[",
        "(ARRAY['a'",
        "(ARRAY['a'])",
        "(ARRAY[ARRAY['a'], ARRAY['b']])::text[]",
        "'(ARRAY['",
    ],
)
def test_anything_else_stays_as_it_is(text: str | None) -> None:
    assert settled(text) == text
