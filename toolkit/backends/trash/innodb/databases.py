"""Databases that a revision drops: rows in them cannot be kept, as a table in the trash stays in its database."""

from __future__ import annotations

import re

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.sql.values import Name
from toolkit.backends.trash.innodb.reading import UNPREPARED, spelled
from toolkit.errors import CommandRefused

_COMMENTS = re.compile(r"(?:\s|--[^\n]*\n|#[^\n]*\n|/\*.*?\*/)+", re.DOTALL)
_DROP = re.compile(
    r"DROP\s+(?:DATABASE|SCHEMA)\s+(?:IF\s+EXISTS\s+)?(?P<name>`(?:[^`]|``)+`|[^\s`;]+)\s*;?\s*", re.IGNORECASE
)
_TABLES = """
SELECT table_schema, table_name FROM information_schema.tables
WHERE table_schema = :name AND table_type = 'BASE TABLE' ORDER BY table_name
"""


def refuse_dropped(connection: Connection, sql: str) -> None:
    """Raises CommandRefused where a statement drops a database in which a table has a row."""
    found = _DROP.fullmatch(_COMMENTS.sub(" ", sql).strip())
    if found is None:
        return
    written = found["name"]
    name = written[1:-1].replace("``", "`") if written.startswith("`") else written
    tables = [Name(schema=str(row[0]), name=str(row[1])) for row in connection.execute(text(_TABLES), {"name": name})]
    filled = [table.name for table in tables if _has_a_row(connection, table)]
    if filled:
        raise CommandRefused(
            f"DROP DATABASE {name} would lose rows: {', '.join(filled)}.",
            why="Tables in the trash stay in their database, and go with it.",
            mend="Move or empty these tables first, or let the drop be a real one: "
            '`--no-trash "REASON"`. Nothing was changed by this statement.',
        )


def _has_a_row(connection: Connection, table: Name) -> bool:
    asked = f"SELECT 1 FROM {spelled(table)} LIMIT 1"  # noqa: S608  the name is quoted
    return connection.exec_driver_sql(asked, execution_options=UNPREPARED).first() is not None
