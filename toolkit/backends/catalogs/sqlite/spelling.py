"""One spelling for texts of one meaning: keywords in capitals, quotes only where needed, white space as we put it.

SQLite keeps the text that a person wrote, and ALTER TABLE edits it in place with quotes of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from toolkit.backends.catalogs.sqlite.keywords import FALLBACK, KEYWORDS, RESERVED
from toolkit.backends.catalogs.sqlite.tokens import (
    END,
    Kind,
    Token,
    is_sign,
    lower,
    tokens_of,
    upper,
    without_parentheses,
)

_VALUES = frozenset({"TRUE", "FALSE", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP"})
_SIMPLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The names that a text may mean, by their small letters.

    Where the scope is closed (an expression of one table), a word in double quotes that is none of them is a string:
    https://www.sqlite.org/quirks.html#dblquote. Elsewhere it stays as it is.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    closed: bool = True


class _Role(Enum):
    KEYWORD = "keyword"
    NAME = "name"
    VALUE = "value"
    SIGN = "sign"


_Piece = tuple[_Role, str]


def scope_of(names: Iterable[str], *, closed: bool = True) -> Scope:
    """The scope of these names."""
    return Scope(names={lower(name): name for name in names}, closed=closed)


def spelled(tokens: Sequence[Token], scope: Scope) -> str:
    """The tokens as one text."""
    used = frozenset[str]() if scope.closed else frozenset(lower(token.text) for token in tokens if token.word)
    pieces = []
    previous = END
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else END
        pieces.append(_piece(token, previous, following, scope, used))
        previous = token
    return _laid_out(pieces)


def spelled_type(text: str) -> str:
    """A column's type: names of types know no case."""
    if text.isalpha():
        return upper(text)
    pieces = [
        (_Role.NAME, upper(token.text))
        if token.kind in (Kind.WORD, Kind.QUOTED, Kind.NAME)
        else (_role(token), token.text)
        for token in tokens_of(text)
    ]
    return _laid_out(pieces)


def spelled_default(text: str) -> str | None:
    """A default; NULL is none. A bare word or one in double quotes is a string here (``ccons ::= DEFAULT id``)."""
    tokens = without_parentheses(tokens_of(text))
    if len(tokens) == 1 and tokens[0].kind in (Kind.WORD, Kind.NAME):
        word = tokens[0].word
        if word == "NULL":
            return None
        if word not in RESERVED and word not in _VALUES:
            return quoted_string(tokens[0].text)
    return spelled(tokens, Scope())


def quoted_string(text: str) -> str:
    """A string literal."""
    return "'" + text.replace("'", "''") + "'"


def quoted_name(name: str) -> str:
    """A name in double quotes."""
    return '"' + name.replace('"', '""') + '"'


def spelled_name(name: str) -> str:
    """A name, in quotes where SQLite needs or may need them."""
    return name if _SIMPLE_NAME.fullmatch(name) and upper(name) not in KEYWORDS else quoted_name(name)


def _piece(token: Token, previous: Token, following: Token, scope: Scope, used: frozenset[str]) -> _Piece:
    match token.kind:
        case Kind.WORD:
            return _word(token, previous, following, scope)
        case Kind.NAME:
            return _Role.NAME, spelled_name(scope.names.get(lower(token.text), token.text))
        case Kind.QUOTED:
            return _double_quoted(token, previous, following, scope, used)
    return _role(token), quoted_string(token.text) if token.kind is Kind.STRING else token.text


def _word(token: Token, previous: Token, following: Token, scope: Scope) -> _Piece:
    word, folded = token.word, lower(token.text)
    if word in RESERVED:
        return _Role.KEYWORD, word
    if not scope.closed and previous.word == "AS" and word not in FALLBACK:
        # What a view calls its column is seen by whoever reads it.
        return _Role.NAME, spelled_name(token.text)
    if folded in scope.names:
        return _Role.NAME, spelled_name(scope.names[folded])
    if is_sign(following, ".") and word in ("NEW", "OLD"):
        return _Role.NAME, word
    if word in FALLBACK and not is_sign(previous, ".") and not is_sign(following, "."):
        return (_Role.NAME if is_sign(following, "(") else _Role.KEYWORD), word
    return _Role.NAME, folded if scope.closed or is_sign(following, "(") else spelled_name(token.text)


def _double_quoted(token: Token, previous: Token, following: Token, scope: Scope, used: frozenset[str]) -> _Piece:
    folded = lower(token.text)
    named = previous.word == "AS" and not scope.closed
    if folded in scope.names and not named:
        return _Role.NAME, spelled_name(scope.names[folded])
    if scope.closed:
        return _Role.VALUE, quoted_string(token.text)
    if named or folded in used or is_sign(previous, ".") or is_sign(following, "."):
        return _Role.NAME, spelled_name(token.text)
    return _Role.NAME, quoted_name(token.text)


def _role(token: Token) -> _Role:
    return _Role.SIGN if token.kind is Kind.SIGN else _Role.VALUE


def _laid_out(pieces: Sequence[_Piece]) -> str:
    text: list[str] = []
    for index, piece in enumerate(pieces):
        if index and _are_apart(pieces, index):
            text.append(" ")
        text.append(piece[1])
    return "".join(text)


def _are_apart(pieces: Sequence[_Piece], index: int) -> bool:
    (role, left), (right_role, right) = pieces[index - 1], pieces[index]
    if right_role is _Role.SIGN and (right in "),.;" or (right == "(" and role is _Role.NAME)):
        return False
    if role is not _Role.SIGN or (left == "-" and right.startswith("-")):
        # Two of these without a space begin a comment.
        return True
    return left not in "(." and not (left in "+-~" and _is_prefix(pieces, index - 1))


def _is_prefix(pieces: Sequence[_Piece], index: int) -> bool:
    """Whether a sign begins an operand: nothing that could be one stands before it."""
    if index == 0:
        return True
    role, text = pieces[index - 1]
    return role is _Role.KEYWORD or (role is _Role.SIGN and text != ")")
