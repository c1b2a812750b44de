"""SQL text in tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from toolkit.backends.sql.patterns import TOKENS
from toolkit.backends.sql.values import Name

_INNODB = frozenset({"mysql", "mariadb"})
# https://www.postgresql.org/docs/current/sql-syntax-lexical.html: NAMEDATALEN - 1 bytes.
_LONGEST = 63
_LOWER = {capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)}
_ESCAPE = re.compile(r"\\(?:\\|\+([0-9A-Fa-f]{6})|([0-9A-Fa-f]{4}))")


class TokenKind(Enum):
    """What a token is, before grammar."""

    WORD = "word"
    NAME = "name"
    """In quotes that only names have."""
    QUOTED = "quoted"
    """In double quotes, where these hold a name or a string: on MySQL, MariaDB and SQLite."""
    STRING = "string"
    NUMBER = "number"
    PLACEHOLDER = "placeholder"
    SIGN = "sign"


class Token(NamedTuple):
    """One token. ``word`` is a word in capitals, or the sign; empty for all that is quoted, so that it never counts."""

    kind: TokenKind
    text: str
    """As it was written."""
    word: str
    start: int
    end: int


END = Token(TokenKind.SIGN, "", "", -1, -1)
_KINDS = {kind.value: kind for kind in TokenKind}


def tokens(text: str, backend: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The tokens of a resolved text, one by one, without white space and comments."""
    matches = TOKENS[backend].finditer(text, start, len(text) if end is None else end)
    for match in matches:
        group = match.lastgroup
        if group is None or group == "space":
            continue
        piece = match.group()
        word = piece.upper() if group == "word" else piece if group == "sign" else ""
        yield Token(_KINDS[group], piece, word, match.start(), match.end())


def can_be_name(token: Token, backend: str) -> bool:
    """Whether an object can be called so. SQLite takes a string for a name where only a name can stand."""
    if token.kind is TokenKind.STRING:
        return backend == "sqlite" and token.text[0] == "'"
    return token.kind in (TokenKind.WORD, TokenKind.NAME, TokenKind.QUOTED)


def identifier(token: Token, backend: str) -> str:
    """The name that a token stands for: unquoted, folded as the server folds it."""
    text = token.text
    if token.kind is TokenKind.WORD or token.kind is TokenKind.NUMBER:
        # Only the letters of ASCII: downcase_identifier() in PostgreSQL's scansup.c, for encodings of several bytes.
        return _truncated(text.translate(_LOWER)) if backend == "postgresql" else text
    has_escapes = text[0] in "uU"
    opening = text.find('"') if has_escapes else 0
    quote = "]" if text[opening] == "[" else text[opening]
    inside = text[opening + 1 :].removesuffix(quote).replace(quote * 2, quote)
    if backend != "postgresql":
        return inside
    return _truncated(_ESCAPE.sub(_character, inside) if has_escapes else inside)


def is_innodb(backend: str) -> bool:
    """Whether it speaks the SQL of MySQL or MariaDB."""
    return backend in _INNODB


def _character(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    if code is None:
        return "\\"
    return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else escape[0]  # noqa: PLR2004  the last of Unicode


def _truncated(name: str) -> str:
    if len(name) * 4 <= _LONGEST:
        return name
    return name.encode(errors="surrogatepass")[:_LONGEST].decode(errors="ignore")


def qualified(parts: list[str]) -> Name:
    """The name of a chain with dots; what stands before the schema is dropped."""
    return Name(schema=parts[-2] if len(parts) > 1 else None, name=parts[-1])
