"""The expressions by which an ALTER TABLE of PostgreSQL converts columns to another type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from toolkit.backends.sql.creating import skip_condition
from toolkit.backends.sql.reader import Reader
from toolkit.backends.sql.values import Name


class Conversion(NamedTuple):
    """What follows USING."""

    table: Name
    column: str
    expression: str


def conversions(sql: str, backend: str) -> Iterator[Conversion]:
    """Those of one statement; none where it is no such ALTER TABLE, or the server is another one."""
    reader = Reader(sql, backend)
    if backend != "postgresql" or not reader.accept("ALTER", "TABLE"):
        return
    skip_condition(reader)
    reader.accept("ONLY")
    table = reader.name()
    reader.accept("*")
    if table is None:
        return
    for part in reader.parts():
        if not part.accept("ALTER"):
            continue
        part.accept("COLUMN")
        column = part.identifier()
        part.accept("SET", "DATA")
        if column is not None and part.accept("TYPE") and part.seek({"USING"}):
            part.next()
            if not part.is_at_end:
                yield Conversion(table, column, part.text[part.look().start : part.end].strip())
