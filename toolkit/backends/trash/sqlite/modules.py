"""Virtual tables: their modules keep the rows in tables of their own, the shadows, which must follow a rename."""

from __future__ import annotations

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.backends.catalogs.sqlite.spelling import quoted_name
from toolkit.backends.catalogs.sqlite.tokens import lower
from toolkit.backends.trash.sqlite.schema import Found, is_refusal, rehearsed, version
from toolkit.backends.trash.sqlite.writing import renamed
from toolkit.errors import CommandRefused

_TABLE_LIST_SINCE = (3, 37)


def shadows_that_follow(connection: Connection, table: Found, kept: str) -> list[list[str]]:
    """The names and texts that the shadows of a virtual table have now. Raises CommandRefused if a rename loses one.

    The server's own error comes where it could not drop the table either.
    """
    if not table.is_virtual:
        return []
    before = _tables(connection, table.schema)
    was_readable = _is_readable(connection, table.spelled)
    try:
        with rehearsed(connection):
            for step in renamed(connection, table, kept):
                connection.exec_driver_sql(step)
            after = _tables(connection, table.schema)
            is_readable = _is_readable(connection, f"{quoted_name(table.schema)}.{quoted_name(kept)}")
    except DBAPIError as error:
        if not is_refusal(error):
            raise
        with rehearsed(connection):
            connection.exec_driver_sql(f"DROP TABLE {table.spelled}")
        raise _immovable(table) from None
    followed = [row for place, row in before.items() if after[place][0] != row[0] and row[0] != table.name]
    if was_readable > is_readable or _has_lost(connection, table, {name for name, _ in followed}):
        raise _immovable(table)
    return [[name, sql] for name, sql in followed]


def _tables(connection: Connection, schema: str) -> dict[int, tuple[str, str]]:
    rows = connection.exec_driver_sql(
        f"SELECT rowid, name, \"sql\" FROM {quoted_name(schema)}.sqlite_master WHERE type = 'table'"  # noqa: S608
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _is_readable(connection: Connection, spelled: str) -> bool:
    try:
        connection.exec_driver_sql(f"SELECT 1 FROM {spelled} LIMIT 1").first()  # noqa: S608
    except DBAPIError as error:
        if not is_refusal(error):
            raise
        return False
    return True


def _has_lost(connection: Connection, table: Found, followed: set[str]) -> bool:
    if version(connection) < _TABLE_LIST_SINCE:
        return False
    shadows = connection.exec_driver_sql(
        "SELECT name FROM pragma_table_list WHERE type = 'shadow' AND schema = ?", (table.schema,)
    ).scalars()
    return any(lower(name).startswith(f"{lower(table.name)}_") and name not in followed for name in shadows)


def _immovable(table: Found) -> CommandRefused:
    return CommandRefused(
        f"The virtual table {table.name} cannot be moved to the trash: its module does not let it be renamed.",
        mend='Keep its rows elsewhere if they are needed, then drop it with `--no-trash "REASON"`.',
    )
