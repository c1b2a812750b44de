"""What a database holds, to compare two of them: schema by the server's own words, rows, and where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

import sqlalchemy as sa

from tests.servers.database import Database

OURS = re.compile(r"tk_(journal|runs|statements|trash|lease)$")
COLUMNS = """
SELECT attrelid::regclass::text, attname || ' ' || format_type(atttypid, atttypmod) || attnotnull
       || coalesce(pg_get_expr(adbin, adrelid), '')
FROM pg_attribute JOIN pg_class k ON k.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE attnum > 0 AND NOT attisdropped AND relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1, attnum
"""
PARTS = """
SELECT conrelid::regclass::text, conname || pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
UNION ALL SELECT indrelid::regclass::text, pg_get_indexdef(indexrelid) || indisvalid FROM pg_index
JOIN pg_class k ON k.oid = indrelid WHERE relnamespace = 'public'::regnamespace ORDER BY 1, 2
"""


@dataclass(frozen=True)
class State:
    """Tables by name: definition and sorted rows. ``version`` are the heads."""

    schema: dict[str, str]
    rows: dict[str, list[str]]
    version: tuple[str, ...]


def state_of(database: Database) -> State:
    """Everything but tk's own tables."""
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        schema = {name: text for name, text in _schema(connection).items() if not OURS.match(name)}
        rows = {name: _rows(connection, name) for name in schema}
    version = tuple(rows.pop("alembic_version", []))
    schema.pop("alembic_version", None)
    return State(schema, rows, version)


def _rows(connection: sa.Connection, table: str) -> list[str]:
    quoted = connection.dialect.identifier_preparer.quote(table)
    found = connection.exec_driver_sql(f"SELECT * FROM {quoted}")
    return sorted("|".join(map(str, row)) for row in found)


def _schema(connection: sa.Connection) -> dict[str, str]:
    match connection.dialect.name:
        case "sqlite":
            found: dict[str, str] = {}
            for table, text in connection.exec_driver_sql(
                "SELECT tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC, name"
            ):
                found[table] = found.get(table, "") + " ".join(text.split()) + ";"
            return found
        case "postgresql":
            tables = sa.inspect(connection).get_table_names()
            found = dict.fromkeys(tables, "")
            for query in (COLUMNS, PARTS):
                for table, text in connection.exec_driver_sql(query):
                    found[table.strip('"')] += text + "\n"
            return found
    tables = [
        table for (table,) in connection.exec_driver_sql("SHOW FULL TABLES WHERE table_type = 'BASE TABLE'").columns(0)
    ]
    create = {table: connection.exec_driver_sql(f"SHOW CREATE TABLE `{table}`").all()[0][1] for table in tables}
    return {table: re.sub(r" AUTO_INCREMENT=\d+", "", text) for table, text in create.items()}
