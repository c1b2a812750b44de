"""Reading one statement token by token, no further than needed."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from toolkit.backends.sql.tokens import (
    END,
    Token,
    TokenKind,
    can_be_name,
    identifier,
    is_innodb,
    qualified,
    tokens,
)
from toolkit.backends.sql.values import Name

_OPENING, _CLOSING = frozenset("(["), frozenset(")]")


class Reader:
    """The tokens of one statement, and a place among them."""

    def __init__(self, text: str, backend: str, start: int = 0, end: int | None = None) -> None:
        self.text = text
        self.backend = backend
        self.is_innodb = is_innodb(backend)
        self.start = start
        self.end = len(text) if end is None else end
        self.place = 0
        self._tokens: list[Token] = []
        self._more: Iterator[Token] = tokens(text, backend, start, self.end)

    def look(self, ahead: int = 0) -> Token:
        """The next token, or a later one; END where there is none."""
        wanted = self.place + ahead
        read = self._tokens
        if wanted < len(read):
            return read[wanted]
        for token in self._more:
            read.append(token)
            if wanted < len(read):
                return token
        return END

    @property
    def word(self) -> str:
        """The next token, as a word in capitals or a sign."""
        return self.look().word

    @property
    def is_at_end(self) -> bool:
        """Whether no token is left."""
        return self.look() is END

    @property
    def previous(self) -> Token:
        """The token before the next."""
        return self._tokens[self.place - 1] if self.place else END

    def next(self) -> Token:
        """Go past the next token."""
        token = self.look()
        if token is not END:
            self.place += 1
        return token

    def accept(self, *words: str) -> bool:
        """Go past these words if they are next."""
        # As a rule the first one tells.
        if self.look().word != words[0]:
            return False
        for ahead in range(1, len(words)):
            if self.look(ahead).word != words[ahead]:
                return False
        self.place += len(words)
        return True

    def accept_any(self, words: Collection[str]) -> str:
        """Go past the next word if it is one of these, and tell it; else an empty text."""
        word = self.word
        if not word or word not in words:
            return ""
        self.place += 1
        return word

    def skip_all(self, words: Collection[str]) -> set[str]:
        """Go past all that are among these; which there were."""
        found: set[str] = set()
        while word := self.accept_any(words):
            found.add(word)
        return found

    def identifier(self) -> str | None:
        """Go past one name, without dots; None if there is none."""
        token = self.look()
        if not can_be_name(token, self.backend):
            return None
        self.place += 1
        return identifier(token, self.backend)

    def name(self) -> Name | None:
        """Go past a name, with the schema if one is said; None if there is none."""
        first = self.identifier()
        if first is None:
            return None
        parts = [first]
        while self.word == "." and self._can_follow_dot(self.look(1)):
            self.place += 1
            parts.append(identifier(self.next(), self.backend))
        return qualified(parts)

    def names(self) -> list[Name]:
        """Go past a list of names."""
        found: list[Name] = []
        while name := self.name():
            found.append(name)
            self.accept("*")
            if not self.accept(","):
                break
            self.accept("ONLY")
        return found

    def skip_parentheses(self) -> bool:
        """Go past what is in parentheses, if that is next."""
        return self.word == "(" and bool(self.next_group())

    def next_group(self) -> list[Token]:
        """Go past the next token, and if it opens parentheses, to where they close."""
        found: list[Token] = []
        depth = 0
        while not self.is_at_end:
            token = self.next()
            found.append(token)
            depth += (token.word in _OPENING) - (token.word in _CLOSING)
            if depth <= 0:
                break
        return found

    def seek(self, words: Collection[str]) -> str:
        """Go to the next of these words that is outside of parentheses; an empty text if there is none."""
        while not self.is_at_end:
            if self.word in words:
                return self.word
            self.next_group()
        return ""

    def parts(self) -> Iterator[Reader]:
        """What is left, by the commas outside of parentheses; each part with a reader of its own."""
        while not self.is_at_end:
            start = self.look().start
            self.seek({","})
            yield Reader(self.text, self.backend, start, max(start, self.previous.end))
            self.next()

    def rest(self) -> Iterator[Token]:
        """All that is left, one by one."""
        while not self.is_at_end:
            yield self.next()

    def _can_follow_dot(self, token: Token) -> bool:
        return can_be_name(token, self.backend) or (self.is_innodb and token.kind is TokenKind.NUMBER)
