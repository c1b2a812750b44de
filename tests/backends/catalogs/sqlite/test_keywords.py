"""The list of keywords against the library's behaviour."""

from __future__ import annotations

import sqlite3

import pytest

from toolkit.backends.catalogs.sqlite.keywords import FALLBACK, KEYWORDS, RESERVED


@pytest.fixture(scope="module")
def connection() -> sqlite3.Connection:
    return sqlite3.connect(":memory:")


def is_a_name(connection: sqlite3.Connection, word: str) -> bool:
    try:
        connection.execute(f"SELECT 1 FROM (SELECT 1 AS {word})")
    except sqlite3.OperationalError:
        return False
    return True


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_reserved_words_are_no_names(connection: sqlite3.Connection, word: str) -> None:
    assert not is_a_name(connection, word)


@pytest.mark.parametrize("word", sorted(FALLBACK))
def test_the_others_are(connection: sqlite3.Connection, word: str) -> None:
    assert is_a_name(connection, word)


def test_no_word_is_both() -> None:
    assert not RESERVED & FALLBACK
    assert len(KEYWORDS) == 148  # the 147 of lang_keywords.html, and WITHIN of 3.47
