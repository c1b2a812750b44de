"""Definitions of MySQL and MariaDB.

Neither server opens a transaction for these questions, nor keeps a metadata lock after them (measured on MySQL 9.7 and
MariaDB 10.11).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.backends.catalogs.innodb.texts import quoted
from toolkit.backends.sql.novelty import Novelty
from toolkit.backends.sql.values import ColumnMade, Name, PartMade

# A trigger belongs to no SHOW CREATE of its table, and the values of a sequence to no SHOW CREATE TABLE.
_OF_A_DATABASE = """
SELECT CASE table_type WHEN 'VIEW' THEN 'VIEW' WHEN 'SEQUENCE' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind,
  table_schema AS owner, table_name AS name
FROM information_schema.tables WHERE table_schema = {database} AND table_name IN ({names})
UNION ALL SELECT 'TRIGGER', trigger_schema, trigger_name
FROM information_schema.triggers WHERE trigger_schema = {database} AND trigger_name IN ({names})
UNION ALL SELECT routine_type, routine_schema, routine_name
FROM information_schema.routines WHERE routine_schema = {database} AND routine_name IN ({names})
UNION ALL SELECT 'EVENT', event_schema, event_name
FROM information_schema.events WHERE event_schema = {database} AND event_name IN ({names})
"""
_DATABASES = """
UNION ALL SELECT 'DATABASE', NULL, schema_name FROM information_schema.schemata WHERE schema_name IN ({names})
"""
# It stands before every text that somebody chose, such as a comment.
_COUNTER = re.compile(r"^(\)[^'\n]*?) AUTO_INCREMENT=\d+", re.MULTILINE)
_UNPREPARED = {"no_parameters": True}
# https://dev.mysql.com/doc/mysql-errors/9.1/en/server-error-reference.html, https://mariadb.com/kb/en/mariadb-error-codes/
_GONE = frozenset({1049, 1146, 1305, 1347, 1360, 1539, 4089, 4091})
_UNREADABLE = frozenset({1044, 1142, 1143, 1227, 1345, 1356, 1370})


class InnoDBDefinitions:
    """By SHOW CREATE, the same on both servers."""

    def read(self, connection: Connection, names: Collection[Name]) -> Mapping[str, str]:
        """One statement tells what is there, and one more for each of them what it is."""
        found: dict[str, str] = {}
        for kind, database, name in _existing(connection, names):
            definition = _definition(connection, kind, database, name)
            if definition is not None:
                found[f"{kind} {name if database is None else f'{database}.{name}'}"] = definition
        return found

    def read_tables(self, connection: Connection, tables: Collection[Name]) -> Mapping[str, str]:
        """One SHOW CREATE each: to look a name up takes ten times as long as to be told that it is nothing."""
        found = {}
        for table in sorted(tables, key=lambda name: (name.schema or "", name.name)):
            definition = _definition(connection, "TABLE", table.schema, table.name)
            if definition is not None:
                found[f"TABLE {table.schema or ''}.{table.name}"] = definition
        return found

    def has(self, connection: Connection, thing: Novelty) -> bool:
        """By the catalog alone."""
        own = {"owner": thing.table.schema, "name": thing.table.name}
        match thing:
            case ColumnMade():
                own["part"] = thing.column
                of = "columns WHERE column_name = :part AND"
            case PartMade():
                own["part"] = thing.name
                of = "statistics WHERE index_name = :part AND"
            case _:
                of = "tables WHERE"
        asked = (
            f"SELECT 1 FROM information_schema.{of} table_schema = COALESCE(:owner, DATABASE()) AND table_name = :name"
        )
        return connection.execute(text(f"{asked} LIMIT 1"), own).first() is not None

    def leftovers(self, connection: Connection, names: Collection[Name]) -> Sequence[str]:
        """None: every definition is atomic."""
        return ()


def _existing(connection: Connection, names: Collection[Name]) -> Iterator[tuple[str, str | None, str]]:
    """Kind, database and name of each."""
    if not names:
        return
    given: dict[str, str] = {}
    asked = []
    for number, schema in enumerate(sorted({name.schema or "" for name in names})):
        of_schema = sorted({name.name for name in names if (name.schema or "") == schema})
        own = {f"name_{number}_{position}": name for position, name in enumerate(of_schema)}
        database = f":database_{number}" if schema else "DATABASE()"
        listed = ", ".join(f":{key}" for key in own)
        asked.append(_OF_A_DATABASE.format(database=database, names=listed))
        given |= own
        if schema:
            given[f"database_{number}"] = schema
        else:
            asked[-1] += _DATABASES.format(names=listed)
    for kind, owner, name in connection.execute(text(" UNION ALL ".join(asked)), given).all():
        yield str(_told(kind)), None if owner is None else str(_told(owner)), str(_told(name))


def _definition(connection: Connection, kind: str, database: str | None, name: str) -> str | None:
    """None if it is gone since; empty if the user may not see it."""
    whole = quoted(name) if database is None else f"{quoted(database)}.{quoted(name)}"
    try:
        row = connection.exec_driver_sql(f"SHOW CREATE {kind} {whole}", execution_options=_UNPREPARED).one()
    except DBAPIError as error:
        number = _number(error)
        if number in _GONE:
            return None
        if number in _UNREADABLE:
            return ""
        raise
    # The settings that belong to a trigger, routine or event stand beside its text; the time of its making does not.
    return _COUNTER.sub(r"\1", " ".join(str(_told(value)) for value in row[1:4]))


def _number(error: DBAPIError) -> int | None:
    told: Any = error.orig
    number = getattr(told, "errno", None) or (told.args[0] if told is not None and told.args else None)
    return number if isinstance(number, int) else None


def _told(value: Any) -> Any:
    """Some drivers give long texts as bytes."""
    return value.decode() if isinstance(value, bytes | bytearray) else value
