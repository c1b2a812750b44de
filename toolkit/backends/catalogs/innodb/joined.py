"""Many rows as one text: a driver in Python takes longer to read them one by one than the server to join them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

_ROW, _CELL, _ABSENT = "\x1e", "\x1f", "\x1dNULL\x1d"
"""The separators that ASCII has for this; names and comments may have them, and then the rows are read one by one."""


def in_one_piece(connection: sa.Connection, query: sa.Select[Any]) -> list[Sequence[str | None]] | None:
    """The columns of a query, as texts; None where they cannot be had so, and rows must be asked for one by one."""
    cells = [sa.func.coalesce(column, _ABSENT) for column in query.selected_columns]
    row = sa.func.concat_ws(_CELL, *cells)
    separated = row.op("SEPARATOR")(sa.literal_column(f"'{_ROW}'"))
    joined = query.with_only_columns(sa.func.count(), sa.func.group_concat(separated))
    try:
        count, text = connection.execute(joined).one()
    except DBAPIError:
        # Older servers refuse to join texts of several collations. There is no transaction that it could end.
        if connection.invalidated:
            raise
        return None
    return _parted(text.decode() if isinstance(text, bytes) else text, count, len(cells))


def _parted(text: str | None, count: int, width: int) -> list[Sequence[str | None]] | None:
    """What a server cuts off, or a text that has a separator, does not come to the same numbers."""
    if not count:
        return []
    if text is None or text.count(_ROW) != count - 1:
        return None
    cells = text.replace(_ROW, _CELL).split(_CELL)
    if len(cells) != count * width:
        return None
    return [[None if cell == _ABSENT else cell for cell in cells[place::width]] for place in range(width)]
