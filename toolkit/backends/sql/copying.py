"""An INSERT that copies the rows of one table as they are, which is how a rebuild fills the new one."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.backends.sql.reader import Reader


def is_plain_copy(sql: str, backend: str) -> bool:
    """Whether it takes all rows of one table, and of each nothing but its columns."""
    return copied_columns(sql, backend) is not None


def copied_columns(sql: str, backend: str) -> Mapping[str, str] | None:
    """Of a plain copy: where each column comes from that it lists, none where it lists none; None if it is no such."""
    reader = Reader(sql, backend)
    targets, sources = _targets(reader), _sources(reader)
    if targets is None or sources is None or not _ends_with_table(reader):
        return None
    return dict(zip(targets, sources, strict=True)) if len(targets) == len(sources) else {}


def _targets(reader: Reader) -> list[str] | None:
    """The columns that are listed, none where all are meant; None where it is no INSERT."""
    if not reader.accept("INSERT", "INTO") or reader.name() is None:
        return None
    if not reader.accept("("):
        return []
    found = [name.name for name in reader.names()]
    return found if reader.accept(")") else None


def _sources(reader: Reader) -> list[str] | None:
    """The columns that it selects, ``*`` for all; None where it selects anything else."""
    if not reader.accept("SELECT"):
        return None
    found: list[str] = []
    while True:
        column = "*" if reader.accept("*") else _column(reader)
        if column is None or (reader.accept("AS") and reader.identifier() is None):
            return None
        found.append(column)
        if not reader.accept(","):
            return found


def _column(reader: Reader) -> str | None:
    """A type binds nothing in SQLite. Which values a cast changes all the same, is asked of the rows."""
    is_cast = reader.backend == "sqlite" and reader.accept("CAST", "(")
    name = reader.name()
    if name is None:
        return None
    if is_cast:
        if not reader.accept("AS"):
            return None
        reader.seek({")"})
        return name.name if reader.accept(")") else None
    return "*" if reader.accept(".", "*") else name.name


def _ends_with_table(reader: Reader) -> bool:
    return reader.accept("FROM") and reader.name() is not None and reader.is_at_end
