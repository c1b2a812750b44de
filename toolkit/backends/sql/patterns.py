"""The lexical rules of each server, as patterns.

https://dev.mysql.com/doc/refman/9.0/en/language-structure.html
https://mariadb.com/kb/en/sql-language-structure/
https://www.postgresql.org/docs/current/sql-syntax-lexical.html
https://www.sqlite.org/src/file/src/tokenize.c
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

# Every byte of a character outside of ASCII is a letter to all four.
_LETTER = r"A-Za-z_\u0080-\U0010ffff"
_IDENTIFIER = rf"{_LETTER}0-9$"
_WHITE = r"[ \t\n\r\f\v]++"
_COMMENT = r"/\*.*?(?:\*/|\Z)"
# What nothing closes goes to the end: the server will refuse it, and nothing in it is a statement.
_PLAIN_STRING = r"'(?:[^']++|'')*+(?:'|\Z)"
_ESCAPED_STRING = r"'(?:[^'\\]++|\\.|'')*+(?:'|\\?\Z)"
_DOUBLE = r'"(?:[^"]++|"")*+(?:"|\Z)'
_DOUBLE_ESCAPED = r'"(?:[^"\\]++|\\.|"")*+(?:"|\\?\Z)'
_BACKTICK = r"`(?:[^`]++|``)*+(?:`|\Z)"
_BRACKET = r"\[[^\]]*+(?:\]|\Z)"

_INNODB_LINE = r"\#[^\n]*+|--(?=[\x00-\x20\x7f]|\Z)[^\n]*+"
_LINE = r"--[^\n]*+"
_DRIVER_PLACEHOLDER = r"%\([^()]{1,128}\)s|%s(?![A-Za-z0-9_])|\?|(?<![:\w]):[A-Za-z_]\w*+"
_DIGITS = r"[0-9](?:_?[0-9])*+"
_NUMBER = rf"0[xXoObB][0-9A-Fa-f_]++|(?:{_DIGITS}(?:\.(?:{_DIGITS})?+)?+|\.{_DIGITS})(?:[eE][+-]?{_DIGITS})?+"
# A name may begin with digits, and after a dot consist of them.
_INNODB_NUMBER = (
    rf"(?:0x[0-9A-Fa-f]++|0b[01]++|(?:[0-9]++(?:\.[0-9]*+)?|(?<![{_IDENTIFIER}`\"])\.[0-9]++)(?:[eE][+-]?[0-9]++)?)"
    rf"(?![{_LETTER}$])"
)
_DOLLAR = rf"\$(?P<tag>(?:[{_LETTER}][{_LETTER}0-9]*+)?+)\$.*?(?:\$(?P=tag)\$|\Z)"
_PREFIXED = rf"[eE]{_ESCAPED_STRING}|(?:[uU]&|[bBxXnN])?+{_PLAIN_STRING}"
# Where a letter before decides, and has been passed already.
_POSTGRESQL_STRING = rf"(?<=[eE])(?<![{_IDENTIFIER}][eE]){_ESCAPED_STRING}|{_PLAIN_STRING}"


class Patterns(Mapping[str, re.Pattern[str]]):
    """By backend. Each is compiled when it is first asked for, which takes milliseconds: a project has one backend."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def __getitem__(self, backend: str) -> re.Pattern[str]:
        return _compiled(self._texts[backend])

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __contains__(self, backend: object) -> bool:
        return backend in self._texts


@cache
def _compiled(text: str) -> re.Pattern[str]:
    return re.compile(text, re.DOTALL)


def _tokens(**groups: str) -> str:
    alternatives = "|".join(f"(?P<{name}>{pattern})" for name, pattern in groups.items())
    return rf"{alternatives}|(?P<sign>.)"


_INNODB = _tokens(
    space=rf"{_WHITE}|{_INNODB_LINE}|{_COMMENT}",
    number=_INNODB_NUMBER,
    word=rf"(?:[{_LETTER}$]|[0-9]++(?=[{_LETTER}$]))[{_IDENTIFIER}]*+",
    name=_BACKTICK,
    quoted=_DOUBLE_ESCAPED,
    string=_ESCAPED_STRING,
    placeholder=_DRIVER_PLACEHOLDER,
)
TOKENS = Patterns(
    {
        "mysql": _INNODB,
        "mariadb": _INNODB,
        "postgresql": _tokens(
            space=rf"{_WHITE}|{_LINE}|{_COMMENT}",
            string=rf"{_PREFIXED}|{_DOLLAR}",
            name=rf"(?:[uU]&)?+{_DOUBLE}",
            word=rf"[{_LETTER}][{_IDENTIFIER}]*+",
            number=_NUMBER,
            placeholder=rf"\$[0-9]++|{_DRIVER_PLACEHOLDER}",
        ),
        "sqlite": _tokens(
            space=rf"(?:{_WHITE}|\ufeff)|{_LINE}|{_COMMENT}",
            string=rf"[xX]?+{_PLAIN_STRING}",
            word=rf"[{_LETTER}][{_IDENTIFIER}]*+",
            name=rf"{_BACKTICK}|{_BRACKET}",
            quoted=_DOUBLE,
            number=_NUMBER,
            placeholder=rf"\?[0-9]*+|[:@$][{_IDENTIFIER}]++|%s(?![A-Za-z0-9_])",
        ),
    }
)
"""Tokens; their kind is the name of the group. Comments of PostgreSQL are not nested here: see ``resolving``."""

_INNODB_SOLID = rf"{_ESCAPED_STRING}|{_DOUBLE_ESCAPED}|{_BACKTICK}|{_INNODB_LINE}|{_COMMENT}"
_INNODB_CLAUSE = rf"(?:[^;'\"`\#/\-]++|{_INNODB_SOLID}|[^;])*+"
CLAUSES = Patterns(
    {
        "mysql": _INNODB_CLAUSE,
        "mariadb": _INNODB_CLAUSE,
        "postgresql": (
            rf"(?:[^;'\"/\-$]++|{_POSTGRESQL_STRING}|{_DOUBLE}|{_LINE}|{_COMMENT}|(?<=[{_IDENTIFIER}])\$|\$(?=[0-9])|[^;$])*+"
        ),
        "sqlite": rf"(?:[^;'\"`\[/\-]++|{_PLAIN_STRING}|{_DOUBLE}|{_BACKTICK}|{_BRACKET}|{_LINE}|{_COMMENT}|[^;])*+",
    }
)
"""All up to a semicolon that is one, in a single step, so that a text of megabytes costs milliseconds. On PostgreSQL it
also stops before a dollar sign."""


def dollar_quoted() -> re.Pattern[str]:
    """A text between dollar signs."""
    return _compiled(_DOLLAR)


_INNODB_COMMENTS = (
    rf"{_ESCAPED_STRING}|{_DOUBLE_ESCAPED}|{_BACKTICK}|{_INNODB_LINE}|(?P<open>/\*M?!(?P<version>[0-9]{{5,6}})?)"
    rf"|{_COMMENT}|(?P<close>\*/)"
)
COMMENTS = Patterns(
    {
        "mysql": _INNODB_COMMENTS,
        "mariadb": _INNODB_COMMENTS,
        "postgresql": (rf"{_POSTGRESQL_STRING}|{_DOUBLE}|(?<![{_IDENTIFIER}]){_DOLLAR}|{_LINE}|(?P<open>/\*)"),
    }
)
"""Texts and comments. On MySQL and MariaDB also the ends of comments that the server runs."""
EITHER_END = re.compile(r"/\*|\*/")
