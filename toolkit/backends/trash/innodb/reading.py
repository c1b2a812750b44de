"""Questions to the server about tables. None of them commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.engine import Connection

from toolkit.backends.catalogs.innodb.session import own_settings
from toolkit.backends.catalogs.innodb.texts import quoted
from toolkit.backends.sql.values import Name
from toolkit.backends.trash.innodb.printed import ForeignKey, Printed, printed
from toolkit.backends.trash.innodb.session import Session, session_of
from toolkit.backends.trash.naming import Naming

UNPREPARED = {"no_parameters": True}
_TABLE = """
SELECT 1 FROM information_schema.tables
WHERE table_schema = :schema AND table_name = :name AND table_type NOT IN ('VIEW', 'SYSTEM VIEW', 'TEMPORARY')
"""
_COLUMN = """
SELECT 1 FROM information_schema.columns
WHERE table_schema = :schema AND table_name = :name AND column_name = :column
"""
_OWNER = "SELECT table_name FROM information_schema.columns WHERE table_schema = :schema AND column_name = :column"
_CHILDREN = """
SELECT DISTINCT constraint_schema, table_name FROM information_schema.referential_constraints
WHERE unique_constraint_schema = :schema AND referenced_table_name = :name
"""
_CONSTRAINT = """
SELECT 1 FROM information_schema.table_constraints
WHERE constraint_schema = :schema AND constraint_name = :name AND constraint_type = :kind
"""
_BYTES = """
SELECT data_length + index_length FROM information_schema.tables
WHERE table_schema = :schema AND table_name = :name
"""


@contextmanager
def reading(connection: Connection) -> Iterator[Session]:
    """Read under settings of our own; gives those of the user."""
    session = session_of(connection)
    with own_settings(connection, {}):
        yield session


def spelled(table: Name) -> str:
    """A table as statements name it."""
    return quoted(table.name) if table.schema is None else f"{quoted(table.schema)}.{quoted(table.name)}"


def database_of(connection: Connection, table: Name) -> str | None:
    """The one that it is in."""
    if table.schema is not None:
        return table.schema
    database = connection.execute(text("SELECT DATABASE()")).scalar()
    return None if database is None else str(database)


def naming_of(connection: Connection) -> Naming:
    """Columns are the same in capitals and in small letters; tables only where the server was set up so."""
    # https://dev.mysql.com/doc/refman/8.4/en/identifier-case-sensitivity.html
    database, folds = connection.execute(text("SELECT DATABASE(), @@lower_case_table_names")).one()
    schema = None if database is None else str(database)
    return Naming(schema=schema, fold_table=str.lower if int(folds) else str, fold_column=str.lower)


def read_table(connection: Connection, table: Name) -> Printed:
    """Under our own settings."""
    row = connection.exec_driver_sql(f"SHOW CREATE TABLE {spelled(table)}", execution_options=UNPREPARED).one()
    return printed(str(row[1]))


def is_table(connection: Connection, schema: str | None, name: str) -> bool:
    """Whether there is a table of this name; a view is none, and a temporary table does not count."""
    return connection.execute(text(_TABLE), {"schema": schema, "name": name}).first() is not None


def has_column(connection: Connection, schema: str | None, name: str, column: str) -> bool:
    """Whether there is such a column."""
    given = {"schema": schema, "name": name, "column": column}
    return connection.execute(text(_COLUMN), given).first() is not None


def owner_of(connection: Connection, schema: str | None, column: str) -> str | None:
    """The table that has a column of this name, which no other one has."""
    found = connection.execute(text(_OWNER), {"schema": schema, "column": column}).scalars().first()
    return None if found is None else str(found)


def has_constraint(connection: Connection, schema: str | None, name: str, kind: str) -> bool:
    """Whether the name is taken, where names of that kind are unique in a database."""
    given = {"schema": schema, "name": name, "kind": kind}
    return connection.execute(text(_CONSTRAINT), given).first() is not None


def children(connection: Connection, schema: str | None, table: str) -> Iterator[tuple[Name, ForeignKey]]:
    """The foreign keys that refer to a table, each with the table that has it: the table itself too."""
    rows = connection.execute(text(_CHILDREN), {"schema": schema, "name": table}).all()
    for database, name in sorted(map(tuple, rows)):
        child = Name(schema=str(database), name=str(name))
        for key in read_table(connection, child).foreign_keys:
            if (key.parent.schema or child.schema, key.parent.name) == (schema, table):
                yield child, key


def number(connection: Connection, question: str) -> int:
    """What a question with one number for an answer is answered."""
    found = connection.exec_driver_sql(question, execution_options=UNPREPARED).scalar()
    return 0 if found is None else int(found)


def bytes_of(connection: Connection, schema: str | None, table: str) -> int | None:
    """What the server says that a table takes with its indexes."""
    found = connection.execute(text(_BYTES), {"schema": schema, "name": table}).scalar()
    return None if found is None else int(found)
