"""Stored statements, changed at a few places and otherwise left byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from toolkit.backends.catalogs.sqlite.spelling import quoted_name
from toolkit.backends.catalogs.sqlite.tokens import END, Kind, Token, is_sign, lower, tokens_of

_PIECE = re.compile(
    r"""
    (?P<space>[ \t\n\f\r\ufeff]+|--[^\n]*|/\*.*?(?:\*/|\Z))
    |'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]
    |[A-Za-z0-9_$\u0080-\ufefe\uff00-\U0010ffff]+|.
    """,
    re.VERBOSE | re.DOTALL,
)
_CONSTRAINTS = frozenset({"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"})
_NAMES = (Kind.WORD, Kind.QUOTED, Kind.NAME, Kind.STRING)


class Piece(NamedTuple):
    """A token and where it stands. ``depth`` counts the parentheses around it."""

    start: int
    end: int
    token: Token
    depth: int


_END = Piece(0, 0, END, 0)


class Change(NamedTuple):
    """A stretch of a text, and what is to stand there."""

    start: int
    end: int
    text: str


def pieces_of(text: str) -> list[Piece]:
    """The tokens of a text with their places; white space and comments are none."""
    pieces: list[Piece] = []
    depth = 0
    for match in _PIECE.finditer(text):
        if match.lastgroup == "space":
            continue
        token = tokens_of(match.group())[0]
        depth -= is_sign(token, ")")
        pieces.append(Piece(match.start(), match.end(), token, depth))
        depth += is_sign(token, "(")
    return pieces


def put_in(text: str, changes: Sequence[Change]) -> str:
    """The text with these changes, which do not overlap."""
    for change in sorted(changes, reverse=True):
        text = text[: change.start] + change.text + text[change.end :]
    return text


def without_keys(sql: str, old: str, new: str) -> str:
    """A CREATE TABLE under another name, whose foreign keys refer to nothing and whose checks do not name it.

    Else the rows that it keeps would stand in the way of the application, or be deleted with the rows they refer to.
    """
    pieces = pieces_of(sql)
    place = name_place(pieces)
    # A check fits wherever a foreign key does, in a column and beside the columns.
    keys = [Change(start, end, "CHECK(1)") for start, end in _foreign_keys(pieces)]
    return put_in(sql, [_named(pieces[place], new), *keys, *_own_qualifiers(pieces, old)])


def under_name(sql: str, old: str, new: str) -> str:
    """A CREATE TABLE under another name, its references to itself too; the same where the name is the same."""
    if lower(old) == lower(new):
        return sql
    pieces = pieces_of(sql)
    place = name_place(pieces)
    itself = [
        _named(piece, new)
        for before, piece in pairwise(pieces)
        if before.token.word == "REFERENCES" and before.depth == 1 and _is_name(piece.token, old)
    ]
    return put_in(sql, [_named(pieces[place], new), *itself, *_own_qualifiers(pieces, old)])


def is_plain(sql: str, old: str) -> bool:
    """Whether a CREATE TABLE has neither foreign keys nor checks that name their table."""
    pieces = pieces_of(sql)
    return not [*_foreign_keys(pieces), *_own_qualifiers(pieces, old)]


def part_on(sql: str, schema: str, table: str) -> str:
    """A CREATE INDEX or CREATE TRIGGER that says the schema, on the table of that name."""
    pieces = pieces_of(sql)
    name = name_place(pieces)
    target = _target(pieces)
    moved = [] if _is_name(pieces[target].token, table) else [_named(pieces[target], table)]
    start = pieces[name].start
    return put_in(sql, [Change(start, start, f"{quoted_name(schema)}."), *moved])


def mentions(sql: str, column: str) -> bool:
    """Whether a CREATE INDEX says a column's name after that of its table."""
    pieces = pieces_of(sql)
    return any(_is_name(piece.token, column) for piece in pieces[_target(pieces) + 1 :])


def selects(sql: str, column: str) -> bool:
    """Whether an INSERT reads a column in the list of its SELECT; tables, aliases and texts may be called like it."""
    pieces = pieces_of(sql)
    words = [piece.token.word for piece in pieces]
    if "SELECT" not in words:
        return False
    start = words.index("SELECT")
    end = words.index("FROM", start) if "FROM" in words[start:] else len(pieces)
    return any(
        _is_name(piece.token, column)
        and piece.token.kind is not Kind.STRING
        and words[index - 1] != "AS"
        and not (index + 1 < end and is_sign(pieces[index + 1].token, "."))
        for index, piece in enumerate(pieces[:end])
        if index > start
    )


def definitions_of(sql: str) -> dict[str, str]:
    """What a CREATE TABLE says of each column after its name, by the names in small letters."""
    pieces = pieces_of(sql)
    found: dict[str, str] = {}
    for item in _items(pieces):
        name, *rest = item
        end = item[-1].end
        found.setdefault(lower(name.token.text), sql[rest[0].start : end] if rest else "")
    return found


def constraints_of(sql: str) -> list[str]:
    """What a CREATE TABLE says after its columns, each as it is written."""
    items = _items(pieces_of(sql))
    return [sql[item[0].start : item[-1].end] for item in items if item[0].token.word in _CONSTRAINTS]


def is_about(constraint: str, column: str) -> bool:
    """Whether a constraint says a column's name; its own may be the same."""
    pieces = pieces_of(constraint)
    own = 2 if pieces[0].token.word == "CONSTRAINT" else 0
    return any(_is_name(piece.token, column) for piece in pieces[own:])


def is_said(constraint: str, sql: str) -> bool:
    """Whether a CREATE TABLE has the constraint, whatever quotes and spaces it is written with."""
    return _said(constraint) in map(_said, constraints_of(sql))


def _said(constraint: str) -> list[str]:
    tokens = [piece.token for piece in pieces_of(constraint)]
    return [token.text if token.kind is Kind.STRING else lower(token.text) for token in tokens]


def name_place(pieces: Sequence[Piece]) -> int:
    """Where a CREATE says the name of what it makes."""
    words = [piece.token.word for piece in pieces[:6]]
    place = 3 if words[1] in ("UNIQUE", "VIRTUAL") else 2
    return place + 3 if words[place : place + 3] == ["IF", "NOT", "EXISTS"] else place


def _named(piece: Piece, name: str) -> Change:
    return Change(piece.start, piece.end, quoted_name(name))


def _is_name(token: Token, name: str) -> bool:
    return token.kind in _NAMES and lower(token.text) == lower(name)


def _target(pieces: Sequence[Piece]) -> int:
    """Where an index or trigger says its table: after the first ON that follows its name."""
    start = name_place(pieces) + 1
    return next(index for index in range(start, len(pieces)) if pieces[index].token.word == "ON") + 1


def _items(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The columns and constraints of a CREATE TABLE, the columns first."""
    item: list[Piece] = []
    for piece in pieces[name_place(pieces) + 1 :]:
        if piece.depth == 0 and is_sign(piece.token, ")"):
            break
        if piece.depth == 1 and is_sign(piece.token, ","):
            yield item
            item = []
        elif piece.depth > 0:
            item.append(piece)
    if item:
        yield item


def _own_qualifiers(pieces: Sequence[Piece], table: str) -> Iterator[Change]:
    """The table's name and the dot before a column, in a check."""
    for piece, following in pairwise(pieces):
        if piece.depth > 1 and is_sign(following.token, ".") and _is_name(piece.token, table):
            yield Change(piece.start, following.end, "")


def _foreign_keys(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Where the clauses begin and end, of columns and of the table."""
    index = name_place(pieces) + 1
    while index < len(pieces):
        word = pieces[index].token.word if pieces[index].depth == 1 else ""
        if word not in ("FOREIGN", "REFERENCES"):
            index += 1
            continue
        start = pieces[index].start
        while pieces[index].token.word != "REFERENCES":
            index += 1
        index = _after_reference(pieces, index)
        yield start, pieces[index - 1].end


def _after_reference(pieces: Sequence[Piece], index: int) -> int:
    """https://www.sqlite.org/syntax/foreign-key-clause.html."""

    def word(ahead: int = 0) -> str:
        return (pieces[index + ahead] if index + ahead < len(pieces) else _END).token.word

    index += 2
    if index < len(pieces) and is_sign(pieces[index].token, "("):
        index = next(place for place in range(index, len(pieces)) if _closes(pieces[place])) + 1
    while word() in ("ON", "MATCH"):
        index += 2 if word() == "MATCH" else 4 if word(2) in ("SET", "NO") else 3
    if word() == "DEFERRABLE" or (word() == "NOT" and word(1) == "DEFERRABLE"):
        index += 1 + (word() == "NOT")
        index += 2 * (word() == "INITIALLY")
    return index


def _closes(piece: Piece) -> bool:
    return piece.depth == 1 and is_sign(piece.token, ")")
