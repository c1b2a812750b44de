"""An INSERT that copies the rows of one table as they are, which is how a rebuild fills the new one."""

from __future__ import annotations

from toolkit.backends.sql.reader import Reader


def is_plain_copy(sql: str, backend: str) -> bool:
    """Whether it takes all rows of one table, and of each nothing but its columns."""
    reader = Reader(sql, backend)
    if not reader.accept("INSERT", "INTO") or reader.name() is None:
        return False
    reader.skip_parentheses()
    if not reader.accept("SELECT") or not _lists_columns(reader):
        return False
    return reader.accept("FROM") and reader.name() is not None and reader.is_at_end


def _lists_columns(reader: Reader) -> bool:
    while True:
        if not (reader.accept("*") or _passes_column(reader)):
            return False
        if reader.accept("AS") and reader.identifier() is None:
            return False
        if not reader.accept(","):
            return True


def _passes_column(reader: Reader) -> bool:
    """A type binds nothing in SQLite, so that a value stays what it is when it is cast."""
    if reader.backend != "sqlite" or not reader.accept("CAST", "("):
        return reader.name() is not None and (reader.accept(".", "*") or True)
    if reader.name() is None or not reader.accept("AS"):
        return False
    reader.seek({")"})
    return reader.accept(")")
