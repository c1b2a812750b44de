"""Statements that rename a table, and that change its text in the schema table, but nothing else.

https://www.sqlite.org/lang_altertable.html#otheralter tells which changes of a text leave what is stored right.
Another statement of the same transaction must change the schema's version, so that other connections read it anew.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.backends.catalogs.sqlite.spelling import quoted_name, quoted_string
from toolkit.backends.trash.base import PREFIX
from toolkit.backends.trash.sqlite.schema import Found, is_refusal, pragma, version

_RESET_SINCE = (3, 36)


def may_write(connection: Connection, schema: str) -> bool:
    """Whether the schema table may be written; a library in defensive mode refuses."""
    was_on = pragma(connection, "writable_schema")
    try:
        connection.exec_driver_sql("PRAGMA writable_schema = ON")
        # What is only explained is refused all the same, and begins no transaction.
        connection.exec_driver_sql(f'EXPLAIN UPDATE {quoted_name(schema)}.sqlite_master SET "sql" = "sql" WHERE 0')  # noqa: S608
    except DBAPIError as error:
        # https://www.sqlite.org/c3ref/c_dbconfig_defensive.html
        if not is_refusal(error):
            raise
        return False
    finally:
        if not was_on:
            connection.exec_driver_sql("PRAGMA writable_schema = OFF")
    return True


def rewritten(connection: Connection, schema: str, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Statements that give these tables these texts."""
    if not texts:
        return ()
    updates = (
        f'UPDATE {quoted_name(schema)}.sqlite_master SET "sql" = {quoted_string(text)} '  # noqa: S608
        f"WHERE type = 'table' AND name = {quoted_string(name)}"
        for name, text in texts.items()
    )
    again = ("PRAGMA writable_schema = ON",) if pragma(connection, "writable_schema") else ()
    return ("PRAGMA writable_schema = ON", *updates, *_read_again(connection, schema), *again)


def _read_again(connection: Connection, schema: str) -> tuple[str, ...]:
    """Statements that end the permission, and have this connection read the schema again."""
    if version(connection) >= _RESET_SINCE:
        return ("PRAGMA writable_schema = RESET",)
    # A change of the schema that is rolled back does it too.
    return (
        "PRAGMA writable_schema = OFF",
        "SAVEPOINT tk_read_again",
        f"CREATE TABLE {quoted_name(schema)}.{PREFIX}read_again (x)",
        "ROLLBACK TO SAVEPOINT tk_read_again",
        "RELEASE SAVEPOINT tk_read_again",
    )


def renamed(connection: Connection, table: Found, name: str) -> tuple[str, ...]:
    """Statements that rename a table. Views and triggers that name it are left alone, even those that are broken.

    REFERENCES follow where foreign keys are enforced: https://www.sqlite.org/lang_altertable.html#altertabrename.
    """
    rename = f"ALTER TABLE {table.spelled} RENAME TO {quoted_name(name)}"
    if pragma(connection, "legacy_alter_table"):
        return (rename,)
    return ("PRAGMA legacy_alter_table = ON", rename, "PRAGMA legacy_alter_table = OFF")
