"""Quotes, comments and signs, as SQLite's own tokenizer sees them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.backends.catalogs.sqlite.tokens import (
    Kind,
    Token,
    is_sign,
    lower,
    split_at_commas,
    tokens_of,
    upper,
    without_parentheses,
)


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("select", Token(Kind.WORD, "select", "SELECT")),
        ("größe", Token(Kind.WORD, "größe", "GRößE")),
        ('"a ""b"" (c"', Token(Kind.QUOTED, 'a "b" (c')),
        ("`a``b`", Token(Kind.NAME, "a`b")),
        ("[a\"' b]", Token(Kind.NAME, "a\"' b")),
        ("'it''s --'", Token(Kind.STRING, "it's --")),
        ("X'AB'", Token(Kind.BLOB, "x'ab'")),
        ("0XfF", Token(Kind.NUMBER, "0xff")),
        ("1.5E-3", Token(Kind.NUMBER, "1.5e-3")),
        (".5", Token(Kind.NUMBER, ".5")),
        ("==", Token(Kind.SIGN, "=")),
        ("!=", Token(Kind.SIGN, "<>")),
        ("->>", Token(Kind.SIGN, "->>")),
        ("'open", Token(Kind.SIGN, "'")),
    ],
)
def test_one_token(text: str, token: Token) -> None:
    assert tokens_of(text)[0] == token


def test_comments_and_white_space_are_none() -> None:
    assert [token.text for token in tokens_of("a -- 'b\n, /* c ' */ d\t/* never closed")] == ["a", ",", "d"]


def test_only_ascii_is_folded() -> None:
    assert (lower("ÀBC"), upper("àbc\u017f")) == ("Àbc", "àBC\u017f")


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("((a))", "a"),
        ("(a) + (b)", "(a)+(b)"),
        ("(select 1)", "(select1)"),
        ("(')')", ")"),
        ("()", "()"),
        ("", ""),
        ("(a", "(a"),
    ],
)
def test_parentheses_around_the_whole(text: str, inner: str) -> None:
    assert "".join(token.text for token in without_parentheses(tokens_of(text))) == inner


def test_commas_in_parentheses_and_strings_separate_nothing() -> None:
    items = split_at_commas(tokens_of("f(a, b), ',', c"))
    assert [[token.text for token in item] for item in items] == [["f", "(", "a", ",", "b", ")"], [","], ["c"]]


def test_a_string_is_no_sign() -> None:
    assert [is_sign(token, "(") for token in tokens_of("( '(' \"(\"")] == [True, False, False]


@given(st.text(st.characters(exclude_characters="\0")))
def test_a_quoted_name_comes_back(name: str) -> None:
    doubled = name.replace('"', '""')
    assert tokens_of(f'"{doubled}"') == [Token(Kind.QUOTED, name)]


@given(st.text())
def test_any_text_has_tokens(text: str) -> None:
    for token in tokens_of(text):
        assert token.kind is not Kind.END
