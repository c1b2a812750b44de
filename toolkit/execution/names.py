"""Names that a server would cut off without an error, so that the models would not find their tables again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic.ddl.base import AddColumn, ColumnName, RenameTable
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.schema import CreateTable

from toolkit.backends.register import backend_of
from toolkit.errors import StatementFailed


@contextmanager
def names_kept_whole() -> Iterator[None]:
    """Refuse, within the block, an operation that gives a table or a column a name the server would shorten.

    SQLAlchemy does the same for constraints and indexes, and MySQL and MariaDB for all names. Raw SQL is left alone:
    its author sees the server's notice, and histories of others rely on it.
    """

    def look(connection: Connection, element: Any, *_: Any) -> None:
        backend = backend_of(connection.dialect)
        for name in _given(element):
            short = backend.shortened_name(name)
            if short is not None:
                raise _too_long(name, short, backend.title)

    event.listen(Engine, "before_execute", look)
    try:
        yield
    finally:
        event.remove(Engine, "before_execute", look)


def _given(element: Any) -> Iterator[str]:
    """The names that an operation makes new."""
    match element:
        case CreateTable():
            yield str(element.element.name)
            yield from (str(column.name) for column in element.element.columns)
        case AddColumn():
            yield str(element.column.name)
        case ColumnName():
            yield str(element.newname)
        case RenameTable():
            yield str(element.new_table_name)


def _too_long(name: str, short: str, title: str) -> StatementFailed:
    return StatementFailed(
        f"The name {name} is too long: {title} would cut it to {short} and say nothing.",
        why=f"It has {len(name.encode())} bytes, and {len(short.encode())} fit.",
        mend="Give it a shorter name in the revision and in the models.",
    )
