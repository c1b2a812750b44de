"""SQL text of SQLite in tokens, as far as a stored statement needs it.

https://www.sqlite.org/src/file/src/tokenize.c
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from functools import lru_cache
from typing import NamedTuple


class Kind(Enum):
    """What a token is, before grammar."""

    WORD = "word"
    QUOTED = "quoted"
    """In double quotes: a name, or, where there is no such name, a string."""
    NAME = "name"
    """In brackets or backticks: nothing but a name."""
    STRING = "string"
    NUMBER = "number"
    BLOB = "blob"
    SIGN = "sign"
    END = "end"


class Token(NamedTuple):
    """One token. ``text`` is without quotes; ``word`` is in capitals, and empty unless it may be a keyword."""

    kind: Kind
    text: str
    word: str = ""


END = Token(Kind.END, "")

_ANY_LETTER = r"\u0080-\ufefe\uff00-\U0010ffff"
_PATTERN = re.compile(
    rf"""
    (?P<space>[ \t\n\f\r\ufeff]+|--[^\n]*|/\*.*?(?:\*/|\Z))
    |(?P<blob>[xX]'[0-9A-Fa-f]*')
    |(?P<word>[A-Za-z_{_ANY_LETTER}][A-Za-z0-9_${_ANY_LETTER}]*)
    |(?P<string>'(?:[^']|'')*')
    |(?P<quoted>"(?:[^"]|"")*")
    |(?P<backtick>`(?:[^`]|``)*`)
    |(?P<bracket>\[[^\]]*\])
    |(?P<number>0[xX][0-9A-Fa-f_]+|(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9_]+)?)
    |(?P<sign>->>|->|\|\||<<|>>|<=|>=|<>|!=|==|.)
    """,
    re.VERBOSE | re.DOTALL,
)
# Two spellings of one operator: https://www.sqlite.org/lang_expr.html#operators_and_parse_affecting_attributes
_SIGNS = {"==": "=", "!=": "<>"}
_LOWER = {capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)}
_UPPER = {small: capital for capital, small in _LOWER.items()}


def tokens_of(text: str) -> list[Token]:
    """The tokens, without white space and comments; any text at all has some."""
    return [
        _token(match.lastgroup, match.group())
        for match in _PATTERN.finditer(text)
        if match.lastgroup is not None and match.lastgroup != "space"
    ]


# Most tokens of a schema are the same few words and signs.
@lru_cache(maxsize=4096)
def _token(kind: str, piece: str) -> Token:
    match kind:
        case "word":
            return Token(Kind.WORD, piece, upper(piece))
        case "string" | "quoted":
            quote = piece[0]
            return Token(Kind(kind), piece[1:-1].replace(quote * 2, quote))
        case "backtick":
            return Token(Kind.NAME, piece[1:-1].replace("``", "`"))
        case "bracket":
            return Token(Kind.NAME, piece[1:-1])
        case "number" | "blob":
            return Token(Kind(kind), lower(piece))
    return Token(Kind.SIGN, _SIGNS.get(piece, piece))


def lower(text: str) -> str:
    """In small letters as SQLite folds names: the 26 letters of ASCII, and no other."""
    return text.lower() if text.isascii() else text.translate(_LOWER)


def upper(text: str) -> str:
    """In capitals, likewise."""
    return text.upper() if text.isascii() else text.translate(_UPPER)


def is_sign(token: Token, text: str) -> bool:
    """Whether this is that sign, and not a string or name that looks like it."""
    return token.kind is Kind.SIGN and token.text == text


def without_parentheses(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens without parentheses around the whole of them."""
    while _is_enclosed(tokens):
        tokens = tokens[1:-1]
    return tokens


def _is_enclosed(tokens: Sequence[Token]) -> bool:
    if len(tokens) < len("(x)") or not is_sign(tokens[0], "(") or tokens[1].word == "SELECT":
        return False
    depth = 0
    for index, token in enumerate(tokens):
        depth += is_sign(token, "(") - is_sign(token, ")")
        if depth == 0:
            return index == len(tokens) - 1
    return False


def split_at_commas(tokens: Sequence[Token]) -> list[list[Token]]:
    """The items of a list, by the commas outside of parentheses."""
    items: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += is_sign(token, "(") - is_sign(token, ")")
        if depth == 0 and is_sign(token, ","):
            items.append([])
        else:
            items[-1].append(token)
    return items
