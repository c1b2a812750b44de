"""What a statement makes under a name that must be free: where that is there, the statement has happened."""

from __future__ import annotations

import re
from collections.abc import Iterator

from toolkit.backends.sql.values import (
    ColumnDrop,
    ColumnMade,
    Effect,
    PartMade,
    Renamed,
    Statement,
    TableDrop,
    TableMade,
)

_MAY_BE_THERE = re.compile(r"\bIF\s+NOT\s+EXISTS\b|\bREPLACE\b", re.IGNORECASE)
_DROPS = re.compile(r"\bDROP\b", re.IGNORECASE)

Novelty = TableMade | ColumnMade | PartMade
"""A table, a column, or an index with a name."""


def novelty_of(statement: Statement) -> Novelty | None:
    """The first thing of the kind; None where there is none, or where the statement may find it there and go on."""
    if _MAY_BE_THERE.search(statement.sql):
        return None
    freed = [old for effect in statement.effects for old in _freed(effect)]
    drops = bool(_DROPS.search(statement.sql))
    for effect in statement.effects:
        if _may_leave_database(effect, statement.sql):
            return None
        found = _new(effect)
        if isinstance(found, PartMade) and _may_be_of_a_key(found, statement.sql):
            return None
        # An index may be dropped and made again in one statement, and its drop is no effect that is told.
        if found is None or (isinstance(found, PartMade) and drops) or _called(found) in freed:
            continue
        return found
    return None


def _may_be_of_a_key(index: PartMade, sql: str) -> bool:
    """An index may take the place of one that MySQL and MariaDB made for a foreign key, called after its column."""
    text, name = sql.casefold(), (index.name or "").casefold()
    if not name:
        return False
    # A pattern of each name would have to be compiled, which takes longer than all else here.
    return sum(_is_whole(text, name, place) for place in _places(text, name)) > 1


def _places(text: str, name: str) -> Iterator[int]:
    place = text.find(name)
    while place >= 0:
        yield place
        place = text.find(name, place + len(name))


def _is_whole(text: str, name: str, place: int) -> bool:
    """Whether it is no part of a longer word there."""
    before, after = text[max(place - 1, 0) : place], text[place + len(name) :][:1]
    return not (_is_of_word(before) or _is_of_word(after))


def _is_of_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _may_leave_database(effect: Effect, sql: str) -> bool:
    """RENAME TABLE a TO other.a: the new name is told without its database."""
    return isinstance(effect, Renamed) and effect.column is None and "." in sql


def _new(effect: Effect) -> Novelty | None:
    match effect:
        case TableMade() | ColumnMade():
            return effect
        case PartMade(what="index", name=str()):
            return effect
        case Renamed(column=None):
            return TableMade(table=type(effect.table)(schema=effect.table.schema, name=effect.to))
        case Renamed():
            return ColumnMade(table=effect.table, column=effect.to)
    return None


def _freed(effect: Effect) -> list[str]:
    """The names that the statement frees before it takes them, or takes in another spelling."""
    match effect:
        case TableDrop():
            return [effect.table.name.casefold()]
        case ColumnDrop():
            return [effect.column.casefold()]
        case Renamed():
            return [(effect.column or effect.table.name).casefold()]
    return []


def _called(novelty: Novelty) -> str:
    match novelty:
        case TableMade():
            return novelty.table.name.casefold()
        case ColumnMade():
            return novelty.column.casefold()
    return (novelty.name or "").casefold()
