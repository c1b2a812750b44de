"""Where the statements of a text begin and end."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.backends.sql.creating import subject
from toolkit.backends.sql.patterns import CLAUSES, dollar_quoted
from toolkit.backends.sql.reader import Reader

_WITH_BODY = frozenset({"TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "PACKAGE", "RULE"})
# https://mariadb.com/kb/en/using-compound-statements-outside-of-stored-programs/
_BLOCKS = frozenset({"IF", "CASE", "LOOP", "WHILE", "REPEAT", "FOR"})


def spans(text: str, backend: str) -> Iterator[tuple[int, int]]:
    """Start and end of each statement in a resolved text, without the semicolons; empty ones are left out."""
    start = 0
    while start < len(text):
        end = _end(text, backend, start)
        if not Reader(text, backend, start, end).is_at_end:
            yield start, end
        start = end + 1


def _end(text: str, backend: str, start: int) -> int:
    if text.find(";", start) == -1:
        return len(text)
    if _has_body(Reader(text, backend, start)):
        return _end_of_body(Reader(text, backend, start))
    return _end_of_clauses(text, backend, start)


def _has_body(reader: Reader) -> bool:
    word = reader.word
    if word in ("CREATE", "ALTER"):
        return subject(reader).what in _WITH_BODY
    if reader.backend == "mariadb":
        return word in _BLOCKS or reader.accept("BEGIN", "NOT", "ATOMIC")
    return False


def _end_of_clauses(text: str, backend: str, start: int) -> int:
    pattern = CLAUSES[backend]
    place = start
    while True:
        found = pattern.match(text, place)
        place = place if found is None else found.end()
        if place >= len(text) or text[place] == ";":
            return place
        dollar = dollar_quoted().match(text, place)
        place = place + 1 if dollar is None else dollar.end()


def _end_of_body(reader: Reader) -> int:
    blocks: list[str] = []
    depth = 0
    while not reader.is_at_end:
        word = reader.word
        if word == ";" and depth <= 0 and not blocks:
            return reader.look().start
        depth += (word == "(") - (word == ")")
        before = reader.previous.word
        if before != "." and blocks and _closes_block(reader, before, blocks[-1]):
            blocks.pop()
            if reader.look(1).word in _BLOCKS:
                reader.next()
        elif before != "." and _opens_block(reader, before):
            blocks.append(word)
        reader.next()
    return reader.end


def _closes_block(reader: Reader, before: str, block: str) -> bool:
    """Not a column that is called so. A CASE may be an expression, and UNTIL a condition stands before END REPEAT."""
    return reader.word == "END" and (before in (";", block) or block == "CASE" or reader.look(1).word == block)


def _opens_block(reader: Reader, before: str) -> bool:
    word = reader.word
    if word == "CASE":
        return True
    if word == "BEGIN":
        return reader.backend != "postgresql" or reader.look(1).word == "ATOMIC"
    if not reader.is_innodb or before == "END":
        return False
    if word == "IF":
        return _is_statement_if(reader)
    # REPEAT('a', 3) is a function.
    is_loop = word in ("LOOP", "WHILE") or (word == "REPEAT" and reader.look(1).word != "(")
    return is_loop or (word == "FOR" and reader.look(2).word == "IN")


def _is_statement_if(reader: Reader) -> bool:
    """Not the function IF(a, b, c), and not DROP TABLE IF EXISTS."""
    ahead = 2 if reader.look(1).word == "NOT" else 1
    if reader.look(ahead).word == "EXISTS":
        return reader.look(ahead + 1).word == "("
    if reader.look(1).word != "(":
        return True
    place = reader.place
    reader.next()
    inside = reader.next_group()
    reader.place = place
    depth = 0
    for token in inside:
        depth += (token.word == "(") - (token.word == ")")
        if depth == 1 and token.word == ",":
            return False
    return True
