"""What SQLite's schema table and pragmas say of one table; every question names the schema it is asked of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from toolkit.backends.catalogs.sqlite.spelling import quoted_name
from toolkit.backends.catalogs.sqlite.tokens import lower, upper
from toolkit.backends.sql.values import Name

_REFUSALS = (1, 19, 23)
"""https://www.sqlite.org/rescode.html: ERROR, CONSTRAINT and AUTH."""
_GENERATED = (2, 3)
"""https://www.sqlite.org/pragma.html#pragma_table_xinfo: hidden is 2 or 3 for a generated column, 1 for a virtual
table's own."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A table or a view that is there, spelled as it is stored."""

    schema: str
    name: str
    kind: str
    """``table`` or ``view``."""
    sql: str
    is_stored: bool
    """False for views and virtual tables."""

    @property
    def spelled(self) -> str:
        """As a statement says it."""
        return f"{quoted_name(self.schema)}.{quoted_name(self.name)}"

    @property
    def is_virtual(self) -> bool:
        """Whether a module of SQLite keeps it."""
        return self.kind == "table" and not self.is_stored


class Column(NamedTuple):
    """A column, hidden ones too."""

    name: str
    type: str
    key_position: int
    """From 1 within the primary key; 0 outside of it."""
    hidden: int

    @property
    def is_generated(self) -> bool:
        """Whether it has no values of its own."""
        return self.hidden in _GENERATED


class Part(NamedTuple):
    """An index or a trigger that somebody made: its name and its text."""

    name: str
    sql: str


def find_table(connection: Connection, table: Name) -> Found | None:
    """A table or view, where an unqualified name finds it: in ``main``, else in the databases attached."""
    for schema in _schemas(connection, table.schema):
        row = connection.exec_driver_sql(
            f"SELECT name, type, coalesce(\"sql\", ''), rootpage FROM {quoted_name(schema)}.sqlite_master "  # noqa: S608
            "WHERE type IN ('table', 'view') AND name = ? COLLATE NOCASE",
            (table.name,),
        ).first()
        if row is not None:
            return Found(schema=schema, name=row[0], kind=row[1], sql=row[2], is_stored=bool(row[3]))
    return None


def columns_of(connection: Connection, table: Found) -> dict[str, Column]:
    """The columns in their order, by their small letters."""
    rows = connection.exec_driver_sql(
        "SELECT name, type, pk, hidden FROM pragma_table_xinfo(?, ?) ORDER BY cid", (table.name, table.schema)
    )
    return {lower(row[0]): Column(*row) for row in rows}


def key_of(columns: dict[str, Column]) -> list[str]:
    """The primary key's columns, in its order."""
    return [column.name for column in sorted(columns.values(), key=lambda each: each.key_position) if column[2]]


def rowid_of(connection: Connection, table: Found, columns: dict[str, Column]) -> str | None:
    """A name that means the rowid here; None where a table has none, or columns have taken all its names."""
    kept_by_key = connection.exec_driver_sql(
        # The primary key of a table WITHOUT ROWID is the table: its index has every column.
        "SELECT 1 FROM pragma_index_list(?, ?) AS l WHERE l.origin = 'pk' AND NOT EXISTS ("
        "SELECT 1 FROM pragma_index_xinfo(l.name, ?) AS x WHERE x.cid = -1)",
        (table.name, table.schema, table.schema),
    ).first()
    free = (word for word in ("rowid", "_rowid_", "oid") if word not in columns)
    return None if kept_by_key or not table.is_stored else next(free, None)


def parts_of(connection: Connection, table: Found, kind: str) -> list[Part]:
    """The indexes or triggers that have a text: the others belong to constraints."""
    rows = connection.exec_driver_sql(
        f'SELECT name, "sql" FROM {quoted_name(table.schema)}.sqlite_master '  # noqa: S608
        'WHERE type = ? AND tbl_name = ? COLLATE NOCASE AND "sql" IS NOT NULL ORDER BY rowid',
        (kind, table.name),
    )
    return [Part(*row) for row in rows]


def takes_name(connection: Connection, schema: str, name: str, *, trigger: bool) -> bool:
    """Whether something of the schema has this name; triggers have names of their own."""
    kinds = "= 'trigger'" if trigger else "<> 'trigger'"
    found = connection.exec_driver_sql(
        f"SELECT 1 FROM {quoted_name(schema)}.sqlite_master WHERE type {kinds} AND name = ? COLLATE NOCASE",  # noqa: S608
        (name,),
    )
    return found.first() is not None


def pragma(connection: Connection, name: str) -> bool:
    """Whether a switch is on."""
    return bool(connection.exec_driver_sql(f"PRAGMA {name}").scalar())


def version(connection: Connection) -> tuple[int, ...]:
    """Of the library, for what it has not always had."""
    said = str(connection.exec_driver_sql("SELECT sqlite_version()").scalar_one())
    return tuple(int(number) for number in said.split("."))


def count(connection: Connection, what: str) -> int:
    """How many rows a query's FROM and what follows it have."""
    return int(connection.exec_driver_sql(f"SELECT count(*) FROM {what}").scalar_one())  # noqa: S608


def affinity(column_type: str) -> str:
    """A type that SQLite treats as it does this one: https://www.sqlite.org/datatype3.html#determination_of_column_affinity."""
    said = upper(column_type)
    if "INT" in said:
        # Not INTEGER: as a single key that would be the rowid, which takes nothing but integers.
        return "INT"
    if any(word in said for word in ("CHAR", "CLOB", "TEXT")):
        return "TEXT"
    # ANY is for STRICT tables, where it converts nothing.
    if not said or "BLOB" in said or said == "ANY":
        return ""
    return "REAL" if any(word in said for word in ("REAL", "FLOA", "DOUB")) else "NUMERIC"


@contextmanager
def rehearsed(connection: Connection) -> Iterator[None]:
    """What is done inside never was. A savepoint may stand in a transaction and outside of one."""
    connection.exec_driver_sql("SAVEPOINT tk_rehearsal")
    try:
        yield
    finally:
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT tk_rehearsal")
        connection.exec_driver_sql("RELEASE SAVEPOINT tk_rehearsal")


def _schemas(connection: Connection, wanted: str | None) -> list[str]:
    names = connection.exec_driver_sql("SELECT name FROM pragma_database_list ORDER BY seq").scalars()
    known = [name for name in names if name != "temp"]
    return [name for name in known if wanted is None or lower(name) == lower(wanted)]


def is_refusal(error: DBAPIError) -> bool:
    """Whether the statement is at fault: another time it would be refused again. A full disk or a lock says nothing."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _REFUSALS
