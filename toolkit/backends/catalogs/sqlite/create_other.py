"""What only the texts of CREATE INDEX, VIEW, TRIGGER and VIRTUAL TABLE say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.backends.catalogs.sqlite.cursor import Cursor, Unparsable
from toolkit.backends.catalogs.sqlite.spelling import Scope, spelled
from toolkit.backends.catalogs.sqlite.tokens import Kind, Token, is_sign, lower, split_at_commas, tokens_of


@dataclass(frozen=True, kw_only=True)
class WrittenIndex:
    """An index: its parts as expressions, without their direction, and its condition."""

    parts: tuple[Sequence[Token], ...]
    predicate: Sequence[Token] | None


def parse_index(sql: str) -> WrittenIndex:
    """https://www.sqlite.org/lang_createindex.html."""
    cursor = Cursor(tokens_of(sql))
    cursor.accept("CREATE")
    cursor.accept("UNIQUE")
    if not cursor.accept("INDEX"):
        raise Unparsable("it does not begin with CREATE INDEX")
    cursor.name()
    if not cursor.accept("ON"):
        raise Unparsable("CREATE INDEX without ON")
    cursor.name()
    parts = tuple(_without_direction(item) for item in split_at_commas(cursor.group()))
    return WrittenIndex(parts=parts, predicate=cursor.rest() if cursor.accept("WHERE") else None)


def _without_direction(item: Sequence[Token]) -> Sequence[Token]:
    return item[:-1] if item and item[-1].word in ("ASC", "DESC") else item


def view_tokens(sql: str, schema: str) -> Sequence[Token]:
    """All of a view after its name: its names of columns, if any, and the SELECT."""
    cursor = _after_name(sql, "VIEW", schema)
    cursor.accept("AS")
    return cursor.rest()


def trigger_tokens(sql: str, schema: str) -> Sequence[Token]:
    """All of a trigger after its name, with what is meant where nothing is said: BEFORE, and for each row."""
    tokens = list(_after_name(sql, "TRIGGER", schema).rest())
    if tokens and tokens[0].word not in ("BEFORE", "AFTER", "INSTEAD"):
        tokens.insert(0, Token(Kind.WORD, "BEFORE", "BEFORE"))
    words = [token.word for token in tokens]
    for index in range(len(words)):
        if words[index : index + 3] == ["FOR", "EACH", "ROW"]:
            del tokens[index : index + 3]
            break
        if words[index] == "BEGIN":
            break
    return tokens


def virtual_definition(sql: str) -> str:
    """The module of a virtual table with its arguments, which only the module understands."""
    cursor = Cursor(tokens_of(sql))
    if not cursor.accept("CREATE", "VIRTUAL", "TABLE"):
        raise Unparsable("it does not begin with CREATE VIRTUAL TABLE")
    cursor.name()
    if not cursor.accept("USING"):
        raise Unparsable("CREATE VIRTUAL TABLE without USING")
    module = lower(cursor.name())
    if not cursor.rest():
        return module
    arguments = [spelled(item, Scope(closed=False)) for item in split_at_commas(cursor.group())]
    return f"{module}({', '.join(arguments)})"


def virtual_module(sql: str) -> str:
    """The name of a virtual table's module."""
    return virtual_definition(sql).partition("(")[0]


def _after_name(sql: str, kind: str, schema: str) -> Cursor:
    cursor = Cursor(_without_schema(tokens_of(sql), schema))
    cursor.accept("CREATE")
    if not cursor.accept(kind):
        raise Unparsable(f"it does not begin with CREATE {kind}")
    cursor.name()
    return cursor


def _without_schema(tokens: Sequence[Token], schema: str) -> list[Token]:
    """Without the name of its own database before a table's, unless an alias is called the same."""
    own = lower(schema)
    places = [
        index
        for index, token in enumerate(tokens)
        if token.kind in (Kind.WORD, Kind.QUOTED, Kind.NAME) and lower(token.text) == own
    ]
    if any(index + 1 >= len(tokens) or not is_sign(tokens[index + 1], ".") for index in places):
        return list(tokens)
    dropped = {index + step for index in places for step in (0, 1)}
    return [token for index, token in enumerate(tokens) if index not in dropped]
