"""What ADD COLUMN takes of a column's definition, and how the rest of it comes back.

https://www.sqlite.org/lang_altertable.html#altertabaddcol lists what it refuses.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.backends.catalogs.sqlite.spelling import spelled_name
from toolkit.backends.catalogs.sqlite.tokens import is_sign
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.sqlite.schema import Found, find_table, is_refusal, rehearsed
from toolkit.backends.trash.sqlite.texts import Change, Piece, pieces_of, put_in

_WRITABLE = ("NOT NULL", "DEFAULT")


@dataclass(frozen=True, kw_only=True)
class Addition:
    """How a column is added."""

    table: Found
    column: str
    definition: str
    left_out: tuple[str, ...] = ()
    """The clauses that the server does not take here, in capitals."""

    @property
    def statement(self) -> str:
        """The ADD COLUMN that the server takes, if it takes any."""
        return f"ALTER TABLE {self.table.spelled} ADD COLUMN {self._written(self.left_out)}"

    def writable(self) -> tuple[str, ...]:
        """The clauses that may be written into the text later, where the rows have values that fit."""
        return tuple(clause for clause in self.left_out if clause in _WRITABLE)

    def text_with(self, written: Collection[str], after: str) -> str | None:
        """``after``, the text once the column is there, with some of these clauses; None if it is not as expected."""
        before = self.table.sql
        added = f", {self._written(self.left_out)}"
        wanted = f", {self._written([clause for clause in self.left_out if clause not in written])}"
        for place in range(len(before) + 1):
            if after == before[:place] + added + before[place:]:
                return before[:place] + wanted + before[place:]
        return None

    def _written(self, left_out: Collection[str]) -> str:
        clauses = _clauses(self.definition)
        # Of the two, VIRTUAL is the one that may be added.
        cuts = [
            Change(start, end, "VIRTUAL" if word == "STORED" else "")
            for word, start, end in clauses
            if word in left_out
        ]
        return f"{spelled_name(self.column)} {put_in(self.definition, cuts)}".rstrip()


def addition_of(connection: Connection, table: Found, column: str, definition: str) -> tuple[Addition, str]:
    """How to add the column with as much of the definition as the server takes, and the table's text then."""
    clauses = sorted({word for word, _, _ in _clauses(definition)})
    for size in range(len(clauses) + 1):
        for left_out in combinations(clauses, size):
            addition = Addition(table=table, column=column, definition=definition, left_out=left_out)
            if (text := _text_after(connection, addition)) is not None:
                return addition, text
    # The server says why not when it is asked in earnest.
    return Addition(table=table, column=column, definition=definition), ""


def is_generated(definition: str) -> bool:
    """Whether a column's definition computes its values."""
    return any(piece.token.word == "AS" for piece in pieces_of(definition) if piece.depth == 0)


def _text_after(connection: Connection, addition: Addition) -> str | None:
    """The table's text with the column; None where the server refuses it."""
    table = addition.table
    try:
        with rehearsed(connection):
            connection.exec_driver_sql(addition.statement)
            found = find_table(connection, Name(schema=table.schema, name=table.name))
    except DBAPIError as error:
        if not is_refusal(error):
            raise
        return None
    return None if found is None else found.sql


def _clauses(definition: str) -> Iterator[tuple[str, int, int]]:
    """The clauses that ADD COLUMN may refuse, and where they stand."""
    pieces = [piece for piece in pieces_of(definition) if piece.depth == 0]
    index = 0
    while index < len(pieces):
        word, length = _clause(pieces[index:])
        if word:
            start, end = pieces[index].start, pieces[index + length - 1].end
            yield word, start, end
        index += length


def _clause(pieces: Sequence[Piece]) -> tuple[str, int]:
    """The clause that begins here, and how many tokens it has; what is in parentheses does not count."""
    words = [piece.token.word for piece in pieces]
    match words:
        case ["STORED", *_]:
            return "STORED", 1
        case ["NOT", "NULL", *rest]:
            return "NOT NULL", 2 + _conflict(rest)
        case ["UNIQUE", *rest]:
            return "UNIQUE", 1 + _conflict(rest)
        case ["PRIMARY", "KEY", *rest]:
            length = 2 + (rest[:1] in (["ASC"], ["DESC"]))
            length += _conflict(words[length:])
            return "PRIMARY KEY", length + (words[length : length + 1] == ["AUTOINCREMENT"])
        case ["DEFAULT", *_]:
            return "DEFAULT", _length_of_default(pieces)
    return "", 1


def _conflict(words: Sequence[str]) -> int:
    return 3 if list(words[:2]) == ["ON", "CONFLICT"] else 0


def _length_of_default(pieces: Sequence[Piece]) -> int:
    if len(pieces) > 1 and is_sign(pieces[1].token, "("):
        # Its parentheses: those inside of them are deeper.
        return 3
    signs = sum(1 for piece in pieces[1:3] if is_sign(piece.token, "-") or is_sign(piece.token, "+"))
    return 2 + min(signs, 1)
