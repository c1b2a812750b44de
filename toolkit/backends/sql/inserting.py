"""INSERT and REPLACE: where to, and from where."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.tokens import TokenKind
from toolkit.backends.sql.values import Name, RowsInserted

_MODIFIERS = frozenset({
    "ABORT", "DELAYED", "FAIL", "HIGH_PRIORITY", "IGNORE", "INTO", "LOW_PRIORITY", "OR", "REPLACE", "ROLLBACK",
})  # fmt: skip
# No row comes from another table after these.
_ENDS = frozenset({"VALUES", "VALUE", "SET", "DEFAULT"})
_QUERIES = frozenset({"SELECT", "WITH", "TABLE", "("})
_AFTER_FROM = frozenset({
    "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET", "FETCH", "WINDOW", "UNION", "EXCEPT", "INTERSECT", "SELECT",
    "FOR", "RETURNING", "ON",
})  # fmt: skip
_NO_TABLES = frozenset({"LATERAL", "ROWS", "SELECT", "VALUES", "WITH", "UNNEST", "JSON_TABLE"})


def rows_inserted(reader: Reader) -> RowsInserted | None:
    """The effect of an INSERT or REPLACE that is next."""
    reader.next()
    reader.skip_all(_MODIFIERS)
    table = reader.name()
    if table is None:
        return None
    while not reader.is_at_end and reader.word not in _ENDS and reader.word not in ("SELECT", "WITH", "TABLE"):
        if reader.word == "(" and reader.look(1).word in _QUERIES:
            break
        if reader.accept("OVERRIDING"):
            # SYSTEM VALUE, and no row of values yet.
            reader.next()
        reader.next_group()
    if reader.word in _ENDS:
        return RowsInserted(table=table)
    return RowsInserted(table=table, sources=tuple(dict.fromkeys(sources(reader))))


def sources(reader: Reader) -> Iterator[Name]:
    """The tables that a SELECT reads, in the order of the text, without those that its WITH defines."""
    found: list[Name] = []
    defined: set[str] = set()
    frames = [_Frame()]
    while not reader.is_at_end:
        word = reader.word
        frame = frames[-1]
        if word == "(":
            frames.append(_Frame(opens=frame.opens))
            frame.opens = False
        elif word == ")":
            frames = frames[:-1] or [_Frame()]
        elif frame.opens:
            frame.opens = False
            if word in _NO_TABLES:
                continue
            reader.accept("ONLY")
            name = reader.name()
            if name is not None and reader.word != "(":
                found.append(name)
            frame.lists = True
            continue
        elif reader.look().kind is TokenKind.WORD:
            frame.pass_word(reader, word)
            defined |= _defined(reader)
        elif word == "," and frame.lists:
            frame.opens = True
        reader.next()
    yield from (name for name in found if name.schema is not None or name.name.lower() not in defined)


class _Frame:
    """What is known inside of one pair of parentheses."""

    def __init__(self, *, opens: bool = False) -> None:
        self.opens = opens
        """Whether a table is next."""
        self.lists = False
        """Whether a comma is followed by another one."""
        self.selects = opens

    def pass_word(self, reader: Reader, word: str) -> None:
        """Go on to a keyword."""
        if word in ("SELECT", "DELETE"):
            self.selects = True
        # EXTRACT(YEAR FROM x) has no SELECT, and x IS DISTINCT FROM y is a comparison.
        if (word == "FROM" and self.selects and reader.previous.word != "DISTINCT") or word in ("JOIN", "TABLE"):
            self.opens = True
        if word in _AFTER_FROM:
            # Of a join, the condition may be followed by another table.
            self.lists = self.lists and word == "ON"


def _defined(reader: Reader) -> set[str]:
    """The name that WITH gives to a query in parentheses, if it is next."""
    place = reader.place
    if reader.previous.word not in ("WITH", "RECURSIVE", ","):
        return set()
    name = reader.identifier()
    reader.skip_parentheses()
    is_query = reader.accept("AS") and (reader.accept("NOT", "MATERIALIZED") or reader.accept("MATERIALIZED") or True)
    is_query = is_query and reader.word == "("
    reader.place = place
    return {name.lower()} if name is not None and is_query else set()
