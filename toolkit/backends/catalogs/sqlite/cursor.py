"""A place in a list of tokens, and the small steps of reading grammar from there."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.backends.catalogs.sqlite.tokens import END, Kind, Token, is_sign


class Unparsable(Exception):
    """A stored statement that does not follow the grammar as we know it."""


class Cursor:
    """Reads tokens from left to right."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._position = 0

    def peek(self, ahead: int = 0) -> Token:
        """A token to come; END after the last."""
        place = self._position + ahead
        return self._tokens[place] if place < len(self._tokens) else END

    def take(self) -> Token:
        """The next token."""
        token = self.peek()
        self._position += 1
        return token

    def skip(self, count: int) -> None:
        """Step over as many tokens."""
        self._position += count

    def sees(self, word: str, *more: str) -> bool:
        """Whether these keywords come next."""
        if self.peek().word != word:
            return False
        return all(self.peek(ahead).word == other for ahead, other in enumerate(more, 1))

    def accept(self, *words: str) -> bool:
        """Step over these keywords, if they come next."""
        if self.peek().word != words[0]:
            return False
        found = self.sees(*words)
        if found:
            self._position += len(words)
        return found

    def accept_sign(self, sign: str) -> bool:
        """Step over this sign, if it comes next."""
        found = is_sign(self.peek(), sign)
        self._position += found
        return found

    def name(self) -> str:
        """The next token as a name; SQLite takes a string for one too (``nm ::= STRING``)."""
        token = self.take()
        if token.kind not in (Kind.WORD, Kind.QUOTED, Kind.NAME, Kind.STRING):
            raise Unparsable(f"{token.text!r} is no name")
        return token.text

    def group(self) -> Sequence[Token]:
        """What stands in the parentheses that come next."""
        if not self.accept_sign("("):
            raise Unparsable(f"{self.peek().text!r} stands where a parenthesis should open")
        start, depth = self._position, 1
        for position in range(start, len(self._tokens)):
            token = self._tokens[position]
            if token.kind is Kind.SIGN:
                depth += (token.text == "(") - (token.text == ")")
                if depth == 0:
                    self._position = position + 1
                    return self._tokens[start:position]
        raise Unparsable("a parenthesis is never closed")

    def rest(self) -> Sequence[Token]:
        """All that is left."""
        return self._tokens[self._position :]
