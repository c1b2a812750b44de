"""The steps of reading grammar."""

from __future__ import annotations

import pytest

from toolkit.backends.catalogs.sqlite.cursor import Cursor, Unparsable
from toolkit.backends.catalogs.sqlite.tokens import END, tokens_of


def cursor(text: str) -> Cursor:
    return Cursor(tokens_of(text))


def test_keywords_are_taken_all_or_none() -> None:
    one = cursor("not null x")
    assert not one.accept("NOT", "DEFERRABLE")
    assert one.sees("NOT", "NULL")
    assert one.accept("NOT", "NULL")
    assert one.name() == "x"
    assert one.peek() is END
    assert one.rest() == []


def test_a_quoted_word_is_no_keyword() -> None:
    assert not cursor('"check"').accept("CHECK")


@pytest.mark.parametrize("text", ["a", '"a"', "[a]", "`a`", "'a'"])
def test_names(text: str) -> None:
    assert cursor(text).name() == "a"


@pytest.mark.parametrize("text", ["", "1", "(a)"])
def test_what_is_no_name(text: str) -> None:
    with pytest.raises(Unparsable, match="is no name"):
        cursor(text).name()


def test_a_group_is_what_its_parentheses_hold() -> None:
    one = cursor("(a, (b), ')') c")
    assert [token.text for token in one.group()] == ["a", ",", "(", "b", ")", ",", ")"]
    assert one.take().text == "c"


def test_skipping() -> None:
    one = cursor("a b c")
    one.skip(2)
    assert one.take().text == "c"


def test_signs() -> None:
    one = cursor(", a")
    assert one.accept_sign(",")
    assert not one.accept_sign(",")


@pytest.mark.parametrize(("text", "reason"), [("a", "should open"), ("(a", "never closed")])
def test_groups_that_are_none(text: str, reason: str) -> None:
    with pytest.raises(Unparsable, match=reason):
        cursor(text).group()
