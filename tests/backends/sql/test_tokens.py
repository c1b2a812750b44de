from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.backends.sql.tokens import Token, TokenKind, can_be_name, identifier, tokens

WORD, NAME, QUOTED, STRING = TokenKind.WORD, TokenKind.NAME, TokenKind.QUOTED, TokenKind.STRING
NUMBER, PLACEHOLDER, SIGN = TokenKind.NUMBER, TokenKind.PLACEHOLDER, TokenKind.SIGN
INNODB = ("mysql", "mariadb")
ALL = (*INNODB, "postgresql", "sqlite")


def found(text: str, backend: str) -> list[tuple[TokenKind, str]]:
    return [(token.kind, token.text) for token in tokens(text, backend)]


@pytest.mark.parametrize(
    ("backends", "text", "expected"),
    [
        (ALL, "Select", [(WORD, "Select")]),
        (ALL, "'a''b' 'c'", [(STRING, "'a''b'"), (STRING, "'c'")]),
        (("postgresql", "sqlite"), "a--b\n/* c */d", [(WORD, "a"), (WORD, "d")]),
        (ALL, "1.5e3 .5 1", [(NUMBER, "1.5e3"), (NUMBER, ".5"), (NUMBER, "1")]),
        (ALL, "0x1F", [(NUMBER, "0x1F")]),
        (ALL, "a.b", [(WORD, "a"), (SIGN, "."), (WORD, "b")]),
        (ALL, "grün", [(WORD, "grün")]),
        (ALL, "x = %s, %salary", [(WORD, "x"), (SIGN, "="), (PLACEHOLDER, "%s"), (SIGN, ","), (SIGN, "%"), (WORD, "salary")]),
        (INNODB, "%(a b)s :c ?", [(PLACEHOLDER, "%(a b)s"), (PLACEHOLDER, ":c"), (PLACEHOLDER, "?")]),
        (INNODB, "'a\\'b' \"c\\\"d\" `e``f`", [(STRING, "'a\\'b'"), (QUOTED, '"c\\"d"'), (NAME, "`e``f`")]),
        (INNODB, "5--3", [(NUMBER, "5"), (SIGN, "-"), (SIGN, "-"), (NUMBER, "3")]),
        (INNODB, "5 -- 3\n# 4\n6 --", [(NUMBER, "5"), (NUMBER, "6")]),
        (INNODB, "1a 2020_logs d.2b d.3", [
            (WORD, "1a"), (WORD, "2020_logs"), (WORD, "d"), (SIGN, "."), (WORD, "2b"), (WORD, "d"), (SIGN, "."), (NUMBER, "3"),
        ]),
        (INNODB, "l:BEGIN", [(WORD, "l"), (SIGN, ":"), (WORD, "BEGIN")]),
        (INNODB, "$a$", [(WORD, "$a$")]),
        (INNODB, "[a]", [(SIGN, "["), (WORD, "a"), (SIGN, "]")]),
        (("postgresql",), "E'a\\'b' 'c\\' U&'d' x'1f'", [
            (STRING, "E'a\\'b'"), (STRING, "'c\\'"), (STRING, "U&'d'"), (STRING, "x'1f'"),
        ]),
        (("postgresql",), "$$a$b$$ $x$ $$ $x$ $1 a$1$", [
            (STRING, "$$a$b$$"), (STRING, "$x$ $$ $x$"), (PLACEHOLDER, "$1"), (WORD, "a$1$"),
        ]),
        (("postgresql",), '"a""b" U&"c" `', [(NAME, '"a""b"'), (NAME, 'U&"c"'), (SIGN, "`")]),
        (("postgresql",), "a::int", [(WORD, "a"), (SIGN, ":"), (SIGN, ":"), (WORD, "int")]),
        (("postgresql",), "a # b", [(WORD, "a"), (SIGN, "#"), (WORD, "b")]),
        (("sqlite",), '[a"b] `c` "d" X\'1F\'', [(NAME, '[a"b]'), (NAME, "`c`"), (QUOTED, '"d"'), (STRING, "X'1F'")]),
        (("sqlite",), "?1 :a @b $c", [(PLACEHOLDER, "?1"), (PLACEHOLDER, ":a"), (PLACEHOLDER, "@b"), (PLACEHOLDER, "$c")]),
        (("sqlite",), "'a\\' b", [(STRING, "'a\\'"), (WORD, "b")]),
    ],
)  # fmt: skip
def test_tokens(backends: tuple[str, ...], text: str, expected: list[tuple[TokenKind, str]]) -> None:
    for backend in backends:
        assert found(text, backend) == expected, backend


@pytest.mark.parametrize("backend", ALL)
@pytest.mark.parametrize("opening", ["'", '"', "`", "/*", "$$", "$a$ $", "[", "E'\\", "'\\", "-- ", 'U&"'])
def test_what_nothing_closes_goes_to_the_end(backend: str, opening: str) -> None:
    kinds = {token.word for token in tokens(f"{opening} DROP", backend)}
    is_known = {
        "`": backend != "postgresql", "[": backend == "sqlite", "$$": backend == "postgresql",
        "$a$ $": backend == "postgresql",
    }.get(opening, True)  # fmt: skip
    assert ("DROP" in kinds) is not is_known


@given(st.text(), st.sampled_from(ALL))
def test_any_text_is_tokens_in_order(text: str, backend: str) -> None:
    place = 0
    for token in tokens(text, backend):
        assert place <= token.start < token.end
        assert text[token.start : token.end] == token.text
        place = token.end


def only(text: str, backend: str) -> Token:
    (token,) = tokens(text, backend)
    return token


@pytest.mark.parametrize(
    ("backend", "text", "name"),
    [
        ("mysql", "Users", "Users"),
        ("mysql", "`a``b`", "a`b"),
        ("mysql", '"a""b"', 'a"b'),
        ("postgresql", "Users", "users"),
        ("postgresql", "ÄPFEL", "Äpfel"),
        ("postgresql", '"Users"', "Users"),
        ("postgresql", 'U&"d\\0061t\\+000061 \\\\"', "data \\"),
        ("postgresql", f"x{'y' * 80}", f"x{'y' * 62}"),
        ("postgresql", f'"{"ä" * 40}"', "ä" * 31),
        ("sqlite", "[a b]", "a b"),
        ("sqlite", "'it''s'", "it's"),
        ("sqlite", "Users", "Users"),
    ],
)
def test_identifier(backend: str, text: str, name: str) -> None:
    token = only(text, backend)
    assert can_be_name(token, backend)
    assert identifier(token, backend) == name


@pytest.mark.parametrize(
    ("backend", "text"), [("mysql", "'a'"), ("postgresql", "'a'"), ("sqlite", "x'1f'"), ("sqlite", "5")]
)
def test_no_name(backend: str, text: str) -> None:
    assert not can_be_name(only(text, backend), backend)


@given(st.text(min_size=1), st.sampled_from(ALL))
def test_an_unfinished_name_is_a_name(text: str, backend: str) -> None:
    for token in tokens(f'"{text}', backend):
        if can_be_name(token, backend):
            assert isinstance(identifier(token, backend), str)
