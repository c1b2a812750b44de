"""The copy of rows with which a rebuild fills the new table, where a column comes back that must not be NULL."""

from __future__ import annotations

from toolkit.backends.catalogs.sqlite.spelling import quoted_name
from toolkit.backends.catalogs.sqlite.tokens import is_sign, lower
from toolkit.backends.trash.base import Entry
from toolkit.backends.trash.sqlite.schema import Found
from toolkit.backends.trash.sqlite.sides import VALUE
from toolkit.backends.trash.sqlite.texts import Change, definitions_of, pieces_of, put_in


def copied(entry: Entry, side: Found, successor: Found, sql: str) -> str | None:
    """An ``INSERT INTO new (...) SELECT ... FROM old`` with the column's values; None where it needs them not."""
    column = str(entry.record["column"])
    pieces = pieces_of(sql)
    words = [piece.token.word for piece in pieces]
    opening = next((place for place, piece in enumerate(pieces) if is_sign(piece.token, "(")), None)
    if opening is None or "SELECT" not in words or not _must_be_given(successor, column):
        return None
    closing = next(place for place, piece in enumerate(pieces) if piece.depth == 0 and is_sign(piece.token, ")"))
    listed = {lower(piece.token.text) for piece in pieces[opening:closing]}
    select = words.index("SELECT")
    if select != closing + 1 or lower(column) in listed or "FROM" not in words[select:]:
        return None
    end = next(place for place in range(select, len(pieces)) if words[place] == "FROM" and pieces[place].depth == 0)
    names, values = f", {quoted_name(column)}", f", {_value(entry, side)} "
    starts = (pieces[closing].start, pieces[end].start)
    return put_in(sql, [Change(start, start, text) for start, text in zip(starts, (names, values), strict=True)])


def _must_be_given(table: Found, column: str) -> bool:
    words = [piece.token.word for piece in pieces_of(definitions_of(table.sql).get(lower(column), ""))]
    return "NOT" in words and "DEFAULT" not in words


def _value(entry: Entry, side: Found) -> str:
    owner = quoted_name(str(entry.record["table"]))
    keys = [quoted_name(column) for column in entry.record["key"]] or ["rowid"]
    same = " AND ".join(f"s.{quoted_name(f'key_{number}')} = {owner}.{key}" for number, key in enumerate(keys, 1))
    return f"(SELECT s.{quoted_name(VALUE)} FROM {side.spelled} AS s WHERE {same})"  # noqa: S608
