"""A schema is dropped, and the trash in it stays."""

from __future__ import annotations

import pytest

from tests.backends.trash.postgresql.desk import Desk
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.postgresql.schemas import dropped_schemas, exists, leave_schemas
from toolkit.errors import CommandRefused

SETUP = """
CREATE TYPE other.mood AS ENUM ('a'); CREATE TYPE other.idle AS ENUM ('a');
CREATE TABLE other.t (id int PRIMARY KEY, s serial, m other.mood[]); CREATE VIEW other.v AS SELECT id FROM other.t;
CREATE STATISTICS other.x ON id, s FROM other.t; CREATE TABLE other.p (id int) PARTITION BY RANGE (id);
CREATE TABLE other.p1 PARTITION OF other.p DEFAULT; INSERT INTO other.p VALUES (1); INSERT INTO other.t VALUES (1);
CREATE TABLE public.own (id int)
"""
T, P = Name(schema="other", name="t"), Name(schema="other", name="p")


@pytest.mark.parametrize(
    ("sql", "names", "tables"),
    [
        ("DROP SCHEMA other CASCADE", ("other",), (P, T)),
        ('/* x */ drop schema if exists "No", Other\ncascade;', ("No", "other"), (P, T)),
        ("DROP SCHEMA other", ("other",), ()),
        ("DROP SCHEMA other RESTRICT", ("other",), ()),
        ("DROP TABLE other", None, None),
        ("SELECT 'DROP SCHEMA other'", None, None),
    ],
)
def test_what_is_dropped(desk: Desk, sql: str, names: tuple[str, ...], tables: tuple[Name, ...]) -> None:
    desk.run(SETUP)
    drop = dropped_schemas(desk.connection, sql)
    assert (names, tables) == (None, None) if drop is None else (drop.names, drop.tables) == (names, tables)
    assert drop is None or drop.types == (Name(schema="other", name="mood"),)


def test_what_is_in_the_trash_leaves_and_comes_back(desk: Desk) -> None:
    desk.run(SETUP)
    entries = [desk.moves(table, cascade=True) for table in (T, P)]
    drop = dropped_schemas(desk.connection, "DROP SCHEMA other CASCADE")
    assert drop is not None
    assert drop.tables == ()
    desk.run(*leave_schemas(desk.connection, drop, []))
    # The type would be set aside by the keeper.
    desk.run("ALTER TYPE other.mood SET SCHEMA public", "DROP SCHEMA other CASCADE", "CREATE SCHEMA other")
    for entry in entries:
        assert desk.returns(entry).notes == ()
    assert desk.value("SELECT count(*) FROM other.t CROSS JOIN other.p CROSS JOIN other.v") == 1
    assert desk.value("SELECT stxnamespace::regnamespace::text FROM pg_statistic_ext WHERE stxname = 'x'") == "other"
    assert desk.value("SELECT pg_get_serial_sequence('other.t', 's')") == "other.t_s_seq"


def test_without_its_schema_it_comes_back_where_it_is(desk: Desk) -> None:
    desk.run(SETUP)
    entry = desk.moves(T, cascade=True)
    drop = dropped_schemas(desk.connection, "DROP SCHEMA other CASCADE")
    assert drop is not None
    desk.run(*leave_schemas(desk.connection, drop, []), "ALTER SCHEMA other RENAME TO gone")
    assert not exists(desk.connection, "other")
    desk.returns(entry)
    assert desk.value("SELECT count(*) FROM public.t") == 1


def test_the_schema_that_the_session_works_in(desk: Desk) -> None:
    desk.run(SETUP, "SET LOCAL search_path TO other")
    empty = dropped_schemas(desk.connection, "DROP SCHEMA other")
    assert empty is not None
    assert leave_schemas(desk.connection, empty, []) == ()
    desk.moves(P)
    with pytest.raises(CommandRefused, match="The trash of schema other has nowhere to go"):
        leave_schemas(desk.connection, empty, [])
