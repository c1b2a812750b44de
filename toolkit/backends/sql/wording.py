"""The names in an expression."""

from __future__ import annotations

from toolkit.backends.sql.tokens import TokenKind, identifier, tokens


def words_of(expression: str, backend: str) -> set[str]:
    """All in it that may be the name of something, without regard to case."""
    kinds = (TokenKind.WORD, TokenKind.NAME, TokenKind.QUOTED)
    return {identifier(token, backend).casefold() for token in tokens(expression, backend) if token.kind in kinds}


def with_word(expression: str, word: str, other: str, backend: str) -> str:
    """The expression with ``other`` wherever it says ``word``, which is told in capitals."""
    told, place = "", 0
    for token in tokens(expression, backend):
        if token.word == word:
            told, place = told + expression[place : token.start] + other, token.end
    return told + expression[place:]
