"""All that a database holds, structure and rows, in a form that two databases can be compared by."""

from __future__ import annotations

import re

import sqlalchemy as sa

from tests.projects.ours import is_ours
from tests.servers.database import Database

Contents = dict[str, object]
"""Object -> what the server says of it; for tables, with their rows."""


def read_contents(database: Database) -> Contents:
    """Every table with its rows, and all else that the migrations may have made."""
    readers = {"sqlite": _sqlite, "mysql": _innodb, "mariadb": _innodb, "postgresql": _postgresql}
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        found = readers[database.backend](connection)
    return {name: said for name, said in found.items() if not is_ours(name)}


def count_rows(contents: Contents) -> Contents:
    """The same with numbers for rows: real projects write generated ids and the time of day."""
    return {
        name: len(value) if name.startswith("rows ") and "version" not in name and isinstance(value, list) else value
        for name, value in contents.items()
    }


def _lines(text: str | None) -> list[str]:
    # Constraints are kept in sets on the way: their order in the text differs from run to run.
    return sorted(line.strip().rstrip(",") for line in (text or "").splitlines())


def _rows(connection: sa.Connection, table: str) -> list[str]:
    return sorted(repr(tuple(row)) for row in connection.exec_driver_sql(f"SELECT * FROM {table}"))


def _sqlite(connection: sa.Connection) -> Contents:
    found: Contents = {}
    for kind, name, text in connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master").all():
        found[f"{kind} {name}"] = _lines(text)
        if kind == "table":
            found[f"rows {name}"] = _rows(connection, f'"{name}"')
    return found


def _innodb(connection: sa.Connection) -> Contents:
    schema, found = connection.engine.url.database, Contents()
    for name, kind in connection.exec_driver_sql("SHOW FULL TABLES").all():
        text = connection.exec_driver_sql(f"SHOW CREATE {'VIEW' if kind == 'VIEW' else 'TABLE'} `{name}`").one()[1]
        found[f"{kind} {name}"] = _lines(re.sub(r" AUTO_INCREMENT=\d+", "", text).replace(f"`{schema}`.", ""))
        found[f"rows {name}"] = _rows(connection, f"`{name}`")
    routines = "SELECT routine_name, routine_type, routine_definition FROM information_schema.routines WHERE routine_schema = %s"
    triggers = "SELECT trigger_name, event_object_table, action_statement FROM information_schema.triggers WHERE trigger_schema = %s"
    for name, *said in [row for query in (routines, triggers) for row in connection.exec_driver_sql(query, (schema,))]:
        found[f"program {name}"] = said
    return found


_POSTGRESQL = {
    "relation": "SELECT n.nspname || '.' || c.relname, c.relkind::text FROM pg_class c {home}",
    "columns": """SELECT n.nspname || '.' || c.relname, string_agg(row(a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
        a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum))::text, ' ' ORDER BY a.attnum)
        FROM pg_class c {home} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum GROUP BY 1""",
    "constraints": """SELECT n.nspname || '.' || c.relname, string_agg(conname || pg_get_constraintdef(k.oid), ' ' ORDER BY conname)
        FROM pg_class c {home} JOIN pg_constraint k ON k.conrelid = c.oid GROUP BY 1""",
    "indexes": """SELECT n.nspname || '.' || c.relname, pg_get_indexdef(c.oid) || i.indisvalid
        FROM pg_class c {home} JOIN pg_index i ON i.indexrelid = c.oid""",
    "view": "SELECT n.nspname || '.' || c.relname, pg_get_viewdef(c.oid) FROM pg_class c {home} WHERE c.relkind IN ('v', 'm')",
    "enum": """SELECT n.nspname || '.' || c.typname, string_agg(e.enumlabel, ' ' ORDER BY e.enumsortorder)
        FROM pg_type c JOIN pg_enum e ON e.enumtypid = c.oid JOIN pg_namespace n ON n.oid = c.typnamespace GROUP BY 1""",
    "program": """SELECT n.nspname || '.' || p.proname, pg_get_functiondef(p.oid) FROM pg_proc p
        JOIN pg_namespace n ON n.oid = p.pronamespace AND n.nspname NOT LIKE 'pg~_%%' ESCAPE '~' AND n.nspname <> 'information_schema'
        WHERE p.prokind IN ('f', 'p') AND p.prolang <> (SELECT oid FROM pg_language WHERE lanname = 'c')""",
    "trigger": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
}
_HOME = "JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"


def _postgresql(connection: sa.Connection) -> Contents:
    found: Contents = {}
    for kind, query in _POSTGRESQL.items():
        for name, said in connection.exec_driver_sql(query.replace("{home}", _HOME)).all():
            found[f"{kind} {name}"] = said
    for name in [name.removeprefix("relation ") for name, kind in found.items() if kind == "r"]:
        found[f"rows {name}"] = _rows(connection, ".".join(f'"{part}"' for part in name.split(".")))
    return found
