"""What is in a database, and what a drawn schema says should be: both in the same words, without the trash."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tests.projects.generated.tables import Column, Schema, Table
from tests.projects.ours import is_ours


@dataclass(frozen=True)
class Seen:
    """One table: columns by name, keys, and sorted rows, whose values stand in the order of the names."""

    columns: dict[str, tuple[str, bool, str | None]]
    keys: frozenset[tuple[object, ...]]
    rows: list[str]


def expected(schema: Schema, dialect: sa.Dialect) -> dict[str, Seen]:
    return {name: _expected(table, dialect) for name, table in schema.items()}


def _expected(table: Table, dialect: sa.Dialect) -> Seen:
    columns = {column.name: _told(column, dialect) for column in table.columns}
    keys = frozenset((key.kind, key.name, key.columns, key.parent) for key in table.keys if key.kind != "primary")
    rows = sorted("|".join(str(row[name]) for name in sorted(columns)) for row in table.rows.values())
    return Seen(columns, keys, rows)


def _told(column: Column, dialect: sa.Dialect) -> tuple[str, bool, str | None]:
    kind = eval(column.type, {"sa": sa}).compile(dialect)
    return kind, column.nullable, column.default


def found(url: str) -> dict[str, Seen]:
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        inspector = sa.inspect(connection)
        names = [name for name in inspector.get_table_names() if not is_ours(name) and name != "alembic_version"]
        return {name: _found(connection, inspector, name) for name in names}


def _found(connection: sa.Connection, inspector: sa.Inspector, table: str) -> Seen:
    columns = {
        column["name"]: (_kind(column["type"]), column["nullable"], _default(column["default"]))
        for column in inspector.get_columns(table)
        if not is_ours(column["name"])
    }
    chosen = sa.select(*(sa.column(name) for name in sorted(columns))).select_from(sa.table(table))
    rows = sorted("|".join(map(str, row)) for row in connection.execute(chosen))
    return Seen(columns, frozenset(_keys(inspector, table)), rows)


def _kind(kind: sa.types.TypeEngine[Any]) -> str:
    """Without the display width and the collation that only reflection tells."""
    return re.sub(r"(?<=INTEGER)\(\d+\)|(?<=BIGINT)\(\d+\)| .*", "", str(kind))


def _default(text: str | None) -> str | None:
    """A sequence is named after what its table was called first."""
    told = None if text is None or text.startswith("nextval") else re.sub(r"::.*", "", text).strip("'()")
    return None if told == "NULL" else told


def _keys(inspector: sa.Inspector, table: str) -> list[tuple[object, ...]]:
    keys: list[tuple[object, ...]] = []
    for key in inspector.get_foreign_keys(table):
        keys.append(("foreign", key["name"], tuple(key["constrained_columns"]), key["referred_table"]))
    taken = {name for _, name, *_ in keys}
    for key in inspector.get_unique_constraints(table):
        keys.append(("unique", key["name"], tuple(key["column_names"]), None))
    for index in inspector.get_indexes(table):
        if index["name"] not in taken and not index.get("duplicates_constraint"):
            keys.append(("unique" if index["unique"] else "index", index["name"], tuple(index["column_names"]), None))
    return [key for key in keys if not is_ours(str(key[1]))]
