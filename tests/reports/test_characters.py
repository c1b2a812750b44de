from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from toolkit.reports.characters import lines_of, shown


def test_every_alphabet_is_shown_as_it_is() -> None:
    assert shown("naïve 日本 заказ 😀 '\"\\") == "naïve 日本 заказ 😀 '\"\\"


def test_what_cannot_be_seen_is_an_escape() -> None:
    assert shown("a\x1b[2J\n\u202e\udc80\xa0") == "a\\x1b[2J\\n\\u202e\\udc80\\xa0"
    assert shown("a\tb\n", keep="\t\n") == "a\tb\n"


@given(st.text(st.characters(exclude_categories=())))
def test_anything_becomes_one_line_that_can_be_written(text: str) -> None:
    line = shown(text)
    assert line.isprintable()
    line.encode()


def test_lines() -> None:
    assert lines_of("a\r\n\tb") == ["a\\r", "\tb"]
