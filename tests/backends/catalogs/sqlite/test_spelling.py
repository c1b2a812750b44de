"""One meaning, one text; another meaning, another text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.backends.catalogs.sqlite.spelling import (
    Scope,
    quoted_name,
    scope_of,
    spelled,
    spelled_default,
    spelled_name,
    spelled_type,
)
from toolkit.backends.catalogs.sqlite.tokens import tokens_of

CLOSED = scope_of(["Amount", "state", "key", "my col"])
OPEN = scope_of(["Orders", "state", "key"], closed=False)


def closed(text: str) -> str:
    return spelled(tokens_of(text), CLOSED)


def opened(text: str) -> str:
    return spelled(tokens_of(text), OPEN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AMOUNT>0 And `state`in('a',\"b\")", "Amount > 0 AND state IN ('a', 'b')"),
        ("[my col]  IS   NOT null -- why", '"my col" IS NOT NULL'),
        ("Length( state )<-1", "length(state) < -1"),
        ("- 1 - - 2", "-1 - -2"),
        ("key = 'Key'", "\"key\" = 'Key'"),
        ("CAST(amount AS Integer)", "CAST(Amount AS integer)"),
        ("a.b", "a.b"),
        ("state||'x'", "state || 'x'"),
        ("case when amount then(1) end", "CASE WHEN Amount THEN (1) END"),
        ("state LIKE 'A%'", "state LIKE 'A%'"),
    ],
)
def test_expressions_of_a_table(text: str, expected: str) -> None:
    assert closed(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('select o."state" AS "State", Foo from "ORDERS" o', "SELECT o.state AS State, Foo FROM Orders o"),
        ('select 1 where x = "Open"', 'SELECT 1 WHERE x = "Open"'),
        ('select "x".a from t "x", x', "SELECT x.a FROM t x, x"),
        ("select NEW.State, old.state", "SELECT NEW.state, OLD.state"),
        ("select state as STATE", "SELECT state AS STATE"),
        ("select COUNT(*) from orders", "SELECT count(*) FROM Orders"),
    ],
)
def test_statements(text: str, expected: str) -> None:
    assert opened(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("'a'", "'A'"),
        ("'a  b'", "'a b'"),
        ("amount > 1", "amount >= 1"),
        ("state = key", "state = 'key'"),
        ("1", "'1'"),
        ("x'01'", "'01'"),
    ],
)
def test_another_meaning_is_another_text(one: str, other: str) -> None:
    assert closed(one) != closed(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("varchar( 20 )", "VARCHAR(20)"),
        ("int", "INT"),
        ("numeric(10,2)", "NUMERIC(10, 2)"),
        ("Double  /* x */ precision", "DOUBLE PRECISION"),
        ("", ""),
        ("t(-1)", "T(-1)"),
    ],
)
def test_types(text: str, expected: str) -> None:
    assert spelled_type(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'It''s'", "'It''s'"),
        ('"Q"', "'Q'"),
        ("abc", "'abc'"),
        ("Key", "'Key'"),
        ("null", None),
        ("true", "true"),
        ("current_timestamp", "CURRENT_TIMESTAMP"),
        ("- 1", "-1"),
        ("((1))", "1"),
        ("Upper('a')", "upper('a')"),
    ],
)
def test_defaults(text: str, expected: str | None) -> None:
    assert spelled_default(text) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a_1", "a_1"), ("Select", '"Select"'), ("größe", '"größe"'), ('a"b', '"a""b"'), ("1a", '"1a"'), ("", '""')],
)
def test_names(name: str, expected: str) -> None:
    assert spelled_name(name) == expected


WORDS = st.sampled_from(
    [
        "amount",
        "(",
        ")",
        "+",
        "-",
        "'it''s'",
        "1",
        ",",
        "lower",
        "AND",
        "NOT",
        "key",
        "state",
        "||",
        "=",
        "IN",
        '"my col"',
    ]
)


@given(st.lists(WORDS, max_size=12))
def test_what_is_spelled_once_stays_so(words: list[str]) -> None:
    once = closed(" ".join(words))
    assert closed(once) == once


@given(st.lists(WORDS, max_size=8), st.sampled_from([" ", "\n\t", "/* - */", " -- '\n"]))
def test_white_space_says_nothing(words: list[str], space: str) -> None:
    assert closed(space.join(words)) == closed(" ".join(words))


@given(st.text(st.characters(exclude_characters="\0"), min_size=1))
def test_any_name_is_told_from_any_string(name: str) -> None:
    scope = scope_of([name])
    assert spelled(tokens_of(quoted_name(name)), scope) == spelled_name(name)
    assert spelled(tokens_of(quoted_name(name)), Scope()) == "'" + name.replace("'", "''") + "'"
