"""Setting a column aside.

It is renamed and given a default, all in one ALTER, which is INSTANT where no index changes, and else
builds nothing but such indexes (measured on MySQL 9.7 and MariaDB 10.11).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from sqlalchemy.engine import Connection

from toolkit.backends.catalogs.innodb.texts import quoted
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.base import Move
from toolkit.backends.trash.innodb.changes import KeyChange, drop_check, drop_key, key_changes, without_column
from toolkit.backends.trash.innodb.definition import Hidden, hidden, is_counted, is_generated
from toolkit.backends.trash.innodb.printed import Printed
from toolkit.backends.trash.innodb.reading import UNPREPARED, children, read_table, reading, spelled
from toolkit.backends.trash.innodb.refusing import Dropping, refuse
from toolkit.backends.trash.innodb.session import Session


def move_column(
    connection: Connection, table: Name, column: str, kept: str, together: Sequence[tuple[str, str]]
) -> Move:
    """``together`` are the columns that the statement drops, with the names that they are kept under, in order."""
    with reading(connection) as session:
        names = frozenset({column.lower(), *(name.lower() for name, _ in together)})
        before = read_table(connection, table)
        for earlier, _ in takewhile(lambda pair: pair[0].lower() != column.lower(), together):
            before = without_column(before, earlier, names, is_mariadb=session.is_mariadb)
        column = before.own_name(column)
        after = without_column(before, column, names, is_mariadb=session.is_mariadb)
        schema = table.schema or session.database
        dropping = Dropping(
            session=session,
            table=table,
            column=column,
            before=before,
            after=after,
            together=names,
            children=tuple(children(connection, schema, table.name)),
        )
        for refusal in dropping.refusals():
            refuse(connection, refusal)
        has_zero = is_counted(before.columns[column]) and _has_zero(connection, table, column)
    changed = list(key_changes(before, after))
    definition = _hidden(before, column, session)
    record = {**_record(before, after, column, changed, definition.made_up), "has_zero": has_zero}
    return Move(steps=_steps(session, table, (column, kept), (before, after), changed), record=record)


def _hidden(before: Printed, column: str, session: Session) -> Hidden:
    unique = any(key.is_unique and column.lower() in key.columns for key in before.keys)
    return hidden(before.columns[column], columns=before.columns, is_mariadb=session.is_mariadb, was_unique=unique)


def _has_zero(connection: Connection, table: Name, column: str) -> bool:
    """AUTO_INCREMENT would take a zero for a value to make up; the column is the first of an index."""
    asked = f"SELECT 1 FROM {spelled(table)} WHERE {quoted(column)} = 0 LIMIT 1"  # noqa: S608
    return connection.exec_driver_sql(asked, execution_options=UNPREPARED).first() is not None


def _steps(
    session: Session,
    table: Name,
    names: tuple[str, str],
    sides: tuple[Printed, Printed],
    changed: Sequence[KeyChange],
) -> tuple[str, ...]:
    (column, kept), (before, after) = names, sides
    if is_generated(before.columns[column]):
        # There are no values to keep; the server does the rest.
        return (f"ALTER TABLE {spelled(table)} DROP COLUMN {quoted(column)}",)
    definition = _hidden(before, column, session).text
    parts = [drop_key(change.name) for change in changed]
    parts += [f"ADD {change.after}" for change in changed if change.after is not None]
    parts += [
        drop_check(check.name, is_mariadb=session.is_mariadb) for check in before.checks if check not in after.checks
    ]
    parts.append(f"CHANGE COLUMN {quoted(column)} {quoted(kept)} {definition}")
    statement = f"ALTER TABLE {spelled(table)} {', '.join(parts)}"
    return session.under(session.wanted(statement), statement)


def _record(
    before: Printed, after: Printed, column: str, changed: Sequence[KeyChange], made_up: str | None
) -> Mapping[str, Any]:
    gone = [check for check in before.checks if check not in after.checks]
    return {
        "column": column,
        "definition": before.columns[column],
        "is_generated": is_generated(before.columns[column]),
        "made_up": made_up,
        "columns": list(before.columns),
        "keys": [[key.name, key.text] for key in before.keys],
        "changed": [[change.name, change.before, change.after] for change in changed],
        "checks": [[check.name, check.text] for check in gone],
        "check_names": [check.name for check in before.checks],
        "counter": before.counter if is_counted(before.columns[column]) else None,
    }
