"""What SHOW CREATE prints, as it is sent to a shadow."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TEXT = r"'(?:[^'\\]|\\.|'')*'"
_NAME = r"`(?:[^`]|``)*`"
_NAMES = rf"{_NAME}(?:, {_NAME})*"
_ANY_NAME = rf'(?:{_NAME}|"(?:[^"]|"")*")'
# What the server runs in a comment is no comment: /*!50100 PARTITION BY ... */
_TOKEN = re.compile(
    rf"{_TEXT}|\"(?:[^\"\\]|\\.|\"\")*\"|{_NAME}|/\*(?!M?!).*?\*/|(?:--\s|#)[^\n]*|[\w$]+|\s+|.", re.DOTALL
)
_QUOTES = 2
# Where the rows lie, and which number comes next, is of no matter; a directory may not be there.
_LEFT_OUT = re.compile(rf"({_TEXT}|{_NAME})| AUTO_INCREMENT=\d+| (?:DATA|INDEX) DIRECTORY ?= ?{_TEXT}", re.DOTALL)
_NO_LETTER = re.compile("[\udc80-\udcff]")
_ESCAPED = re.compile(r"\\(.)|''", re.DOTALL)
_ESCAPES = {"0": "\0", "n": "\n", "r": "\r", "t": "\t", "b": "\b", "Z": "\x1a"}
_ELSEWHERE = re.compile(
    rf",\n  (CONSTRAINT ({_NAME}) FOREIGN KEY \({_NAMES}\) REFERENCES {_NAME}\.{_NAME} \({_NAMES}\)[^\n,]*)"
)
_ENGINE = re.compile(r"\n\) ENGINE=(\w+)")
_DEFINER = re.compile(rf"\A(CREATE (?:OR REPLACE )?(?:ALGORITHM=\w+ )?)DEFINER={_ANY_NAME}(?:@{_ANY_NAME})? ")
# FOLLOWS and PRECEDES would name triggers that are not there yet: they are made in their order.
_ACTION = re.compile(
    r"\bFOR\s+EACH\s+ROW\b(?:\s+(?:FOLLOWS|PRECEDES)\s+(?:`(?:[^`]|``)*`|\S+))?\s*(.*)", re.IGNORECASE | re.DOTALL
)
_FROM = re.compile(rf"\b(?:from|join)[\s(]+({_NAME})(?!\.)", re.IGNORECASE)
_ENGINES_ELSEWHERE = frozenset({"FEDERATED", "CONNECT", "SPIDER", "S3", "SPHINX", "MROONGA"})


@dataclass(frozen=True, kw_only=True)
class ForeignKey:
    """A foreign key that leads to another database, as an ALTER TABLE has it."""

    name: str
    addition: str


def at_home(text: str, database: str, *, folds: bool, has_aliases: bool = True) -> str:
    """A text without the name of the live database before the names in it.

    Where it stands by itself, too, it may be an alias of a table: then nothing is taken away.
    """
    found = _TOKEN.findall(text)
    places = [place for place, token in enumerate(found) if _is_called(token, database, folds=folds)]
    before = {place for place in places if _next(found, place) < len(found) and found[_next(found, place)] == "."}
    if has_aliases and len(before) < len(places):
        return text
    gone = {step for place in before for step in range(place, _next(found, place) + 1)}
    return "".join(token for place, token in enumerate(found) if place not in gone)


def _next(tokens: list[str], place: int) -> int:
    place += 1
    while place < len(tokens) and tokens[place].isspace():
        place += 1
    return place


def _is_called(token: str, database: str, *, folds: bool) -> bool:
    first = token[:1]
    if first in {"`", '"'}:
        token = token[1:-1].replace(first * _QUOTES, first)
    return token.lower() == database.lower() if folds else token == database


def table_text(text: str, database: str, *, folds: bool) -> str:
    """A table. The name of its database stands before sequences only, and nothing in it has an alias."""
    shorter = _LEFT_OUT.sub(lambda found: _readable(found[1] or ""), text)
    return at_home(shorter, database, folds=folds, has_aliases=False) if "nextval(" in shorter else shorter


def _readable(literal: str) -> str:
    """A text of bytes that are no letters as the number that they are."""
    if not _NO_LETTER.search(literal) or not literal.startswith("'"):
        return literal
    plain = _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[1]) if found[1] else "'", literal[1:-1])
    return f"0x{plain.encode(errors='surrogateescape').hex()}"


def without_keys_elsewhere(text: str) -> tuple[str, tuple[ForeignKey, ...]]:
    """A table without the foreign keys that lead to other databases, and those."""
    keys = tuple(ForeignKey(name=found[2], addition=found[1]) for found in _ELSEWHERE.finditer(text))
    return _ELSEWHERE.sub("", text), keys


def with_row_format(text: str, row_format: str) -> str:
    """A table that says the row format which it has."""
    place = text.rfind("\n) ENGINE=")
    found = _ENGINE.match(text, place) if place >= 0 else None
    return text if found is None else f"{text[: found.end()]} ROW_FORMAT={row_format}{text[found.end() :]}"


def engine_elsewhere(text: str) -> str | None:
    """The engine of a table whose rows are kept by another server: what is written to a copy would arrive there."""
    place = text.rfind("\n) ENGINE=")
    found = _ENGINE.match(text, place) if place >= 0 else None
    return found[1] if found and found[1].upper() in _ENGINES_ELSEWHERE else None


def without_definer(text: str) -> str:
    """A view or routine that belongs to whoever makes it: to name another account takes a right of its own."""
    return _DEFINER.sub(r"\1", text)


def action(text: str) -> str | None:
    """What a trigger does, as it was written; None where that cannot be told from how it was made."""
    found = _ACTION.search(text)
    return found[1] if found else None


def selected_from(text: str) -> frozenset[str]:
    """The tables and views that a view's text, as the server prints it, selects from."""
    bare = "".join(" " if token.startswith("'") else token for token in _TOKEN.findall(text))
    return frozenset(name[1:-1].replace("``", "`") for name in _FROM.findall(bare))


def words_in(text: str) -> frozenset[str]:
    """All that may be the name of something in a text, in small letters."""
    return frozenset(
        token.strip('`"').replace("``", "`").lower() for token in _TOKEN.findall(text) if not token.startswith("'")
    )
