from __future__ import annotations

import pytest

from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.tokens import END
from toolkit.backends.sql.values import Name


def test_it_reads_no_further_than_asked() -> None:
    reader = Reader("INSERT INTO t VALUES (1, 2)", "sqlite")
    assert reader.accept("INSERT", "INTO")
    assert reader.name() == Name(name="t")
    assert reader.word == "VALUES"
    assert len(reader._tokens) <= 5


def test_only_all_of_the_words_are_accepted() -> None:
    reader = Reader("IF NOT EXISTS t", "sqlite")
    assert not reader.accept("IF", "EXISTS")
    assert reader.accept("IF", "NOT", "EXISTS")
    assert reader.accept_any(("U", "T")) == "T"
    assert reader.is_at_end
    assert reader.next() is END
    assert reader.look(5) is END


def test_what_is_quoted_is_no_word() -> None:
    reader = Reader("'DROP' \"DROP\" [DROP] `DROP`", "sqlite")
    assert [token.word for token in reader.rest()] == ["", "", "", ""]


@pytest.mark.parametrize(
    ("backend", "text", "name"),
    [
        ("sqlite", "a", Name(name="a")),
        ("sqlite", "main.'a'", Name(schema="main", name="a")),
        ("postgresql", 'D.S."T"', Name(schema="s", name="T")),
        ("mysql", "a . `b`", Name(schema="a", name="b")),
        ("mysql", "a.5", Name(schema="a", name="5")),
        ("mysql", "5", None),
        ("mysql", "'a'", None),
        ("postgresql", "a.*", Name(name="a")),
        ("postgresql", "", None),
    ],
)
def test_name(backend: str, text: str, name: Name | None) -> None:
    assert Reader(text, backend).name() == name


def test_groups_and_parts_go_by_parentheses() -> None:
    reader = Reader("a (b, c[1,2]) d, , (e", "postgresql")
    assert [part.text[part.start : part.end] for part in reader.parts()] == ["a (b, c[1,2]) d", "", "(e"]


def test_seek_passes_over_what_is_in_parentheses() -> None:
    reader = Reader("a (WHERE) b WHERE c", "mysql")
    assert reader.seek({"WHERE"}) == "WHERE"
    assert reader.previous.text == "b"
    reader.next()
    assert reader.seek({"WHERE"}) == ""
