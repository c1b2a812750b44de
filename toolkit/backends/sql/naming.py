"""All that could be the name of an object in a statement."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.tokens import TokenKind, identifier, qualified
from toolkit.backends.sql.values import Name

# Reserved on all four servers, or no name of a table by any habit.
_KEYWORDS = frozenset({
    "ADD", "ALTER", "AND", "AS", "ASC", "BEGIN", "BY", "CASCADE", "CASE", "CHECK", "COLUMN", "CONSTRAINT", "CREATE",
    "DEFAULT", "DELETE", "DESC", "DROP", "EACH", "ELSE", "END", "EXISTS", "FOR", "FOREIGN", "FROM", "GROUP", "HAVING",
    "IF", "IN", "INDEX", "INSERT", "INTO", "IS", "JOIN", "LIKE", "NOT", "NULL", "ON", "OR", "ORDER", "PRIMARY",
    "REFERENCES", "RENAME", "REPLACE", "SELECT", "SET", "TABLE", "THEN", "TO", "TRIGGER", "UNION", "UNIQUE", "UPDATE",
    "USING", "VALUES", "VIEW", "WHEN", "WHERE", "WITH",
})  # fmt: skip


def names_in(reader: Reader) -> frozenset[Name]:
    """Every name from where the reader stands, alone and with what stands before its dot."""
    return frozenset(_names(reader))


def _names(reader: Reader) -> Iterator[Name]:
    chain: list[str] = []
    while not reader.is_at_end:
        follows_dot = reader.previous.word == "."
        is_variable = reader.previous.word == "@"
        token = reader.look()
        if token.kind in (TokenKind.WORD, TokenKind.NAME, TokenKind.QUOTED) and not is_variable:
            name = identifier(token, reader.backend)
            chain = [*chain, name] if follows_dot and chain else [name]
            if follows_dot or token.word not in _KEYWORDS:
                yield qualified(chain)
        elif token.word != ".":
            chain = []
        reader.next()
