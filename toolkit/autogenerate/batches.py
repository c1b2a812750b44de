"""What Alembic's batch mode keeps of a table: it makes it anew from what SQLAlchemy reflects of it."""

from __future__ import annotations

from typing import Any

from toolkit.autogenerate.members import is_plain
from toolkit.catalog.values import Table


def is_reflected_whole(table: Table) -> bool:
    """Whether reflection tells all of it."""
    named: list[Any] = [*table.uniques, *table.checks, *table.foreign_keys]
    if table.options or any(member.name is None or not is_plain(member) for member in named):
        return False
    unsaid = (
        column.computed or column.collation or column.on_conflict or column.autoincrement for column in table.columns
    )
    return not any(unsaid) and all(map(is_plain, table.indexes))
