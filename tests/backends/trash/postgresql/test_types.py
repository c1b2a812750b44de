"""A type that only the trash needs is set aside; what else a DROP TYPE meets is the server's to say."""

from __future__ import annotations

import pytest

from tests.backends.trash.postgresql.desk import Desk
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import IS_TYPE, Entry
from toolkit.backends.trash.postgresql.types import (
    FUNCTION,
    SEQUENCE,
    TYPE,
    dropped_types,
    is_needed_by_trash,
    located,
    made_type,
    purged,
    renamed,
    returning,
    word_of,
)

MOOD = Name(name="mood")


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("DROP TYPE mood", [MOOD]),
        ('/* x */ drop type if exists Mood, other."Big One" CASCADE;', [MOOD, Name(schema="other", name="Big One")]),
        ("DROP DOMAIN mood RESTRICT", [MOOD]),
        ("DROP SEQUENCE IF EXISTS mood", [MOOD]),
        ("DROP FUNCTION mood(integer, text)", [MOOD]),
        ("DROP FUNCTION mood(), other()", []),
        ("DROP FUNCTION mood() CASCADE", []),
        ("DROP TABLE mood", []),
        ("SELECT 'DROP TYPE mood'", []),
    ],
)
def test_what_is_dropped(sql: str, names: list[Name]) -> None:
    assert list(dropped_types(sql)) == names


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("CREATE TYPE mood AS ENUM ('a')", MOOD),
        ("-- new\ncreate domain other.mood as text", Name(schema="other", name="mood")),
        ("CREATE SEQUENCE IF NOT EXISTS mood START 5", MOOD),
        ("CREATE OR REPLACE FUNCTION mood() RETURNS int AS 'x'", MOOD),
        ("CREATE TABLE mood AS SELECT 1", None),
    ],
)
def test_what_is_made(sql: str, name: Name | None) -> None:
    assert made_type(sql) == name


@pytest.mark.parametrize(
    ("tables", "needed"),
    [
        ((), False),
        (("CREATE TABLE tktrash_1_t (m mood DEFAULT 'a')",), True),
        (("CREATE TABLE t (tktrash_1_m mood)",), True),
        (("CREATE TABLE tktrash_1_t (m mood[])",), True),
        (("CREATE TABLE tktrash_1_t (m mood CHECK (m <> 'a'))",), True),
        (("CREATE TABLE tktrash_1_t (m mood)", "CREATE TABLE t (m mood)"), False),
        (
            ("CREATE TABLE tktrash_1_t (m mood)", "CREATE FUNCTION f(mood) RETURNS int LANGUAGE sql AS 'SELECT 1'"),
            False,
        ),
    ],
)
def test_who_needs_it(desk: Desk, tables: tuple[str, ...], needed: bool) -> None:
    desk.run("CREATE TYPE mood AS ENUM ('a', 'b')", *tables)
    assert is_needed_by_trash(desk.connection, MOOD) is needed


def test_the_check_of_a_domain_is_its_own(desk: Desk) -> None:
    desk.run("CREATE DOMAIN mood AS text CHECK (value <> '')", "CREATE TABLE t (tktrash_1_m mood)")
    assert is_needed_by_trash(desk.connection, MOOD)


def test_a_sequence_that_only_the_trash_counts_by(desk: Desk) -> None:
    assert (word_of("DROP SEQUENCE s"), word_of("DROP TYPE s"), word_of("DROP TABLE s")) == (SEQUENCE, TYPE, TYPE)
    assert (word_of("DROP FUNCTION s"), word_of("DROP DOMAIN s")) == (FUNCTION, TYPE)
    desk.run("CREATE SEQUENCE s", "CREATE TABLE t (tktrash_1_n integer DEFAULT nextval('s'))")
    name = Name(name="s")
    assert is_needed_by_trash(desk.connection, name, SEQUENCE)
    desk.run(renamed(name, "tktrash_1_s", SEQUENCE))
    entry = Entry(table=name, column=None, kept="tktrash_1_s", record={IS_TYPE: SEQUENCE})
    assert purged(desk.connection, entry) == ('DROP SEQUENCE "public"."tktrash_1_s"',)
    desk.run(*returning(desk.connection, entry), "CREATE TABLE u (n integer DEFAULT nextval('s'))")
    assert not is_needed_by_trash(desk.connection, name, SEQUENCE)
    assert purged(desk.connection, entry) == ()


def test_it_is_found_in_whatever_schema(desk: Desk) -> None:
    desk.run("CREATE TYPE mood AS ENUM ('a')", renamed(MOOD, "tktrash_1_mood"))
    entry = Entry(table=Name(schema="other", name="mood"), column=None, kept="tktrash_1_mood", record={})
    assert located(desk.connection, entry) == Name(schema="public", name="tktrash_1_mood")
    desk.run(*returning(desk.connection, entry))
    assert desk.value("SELECT to_regtype('other.mood') IS NOT NULL")
    assert (located(desk.connection, entry), returning(desk.connection, entry)) == (None, ())
