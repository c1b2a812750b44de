"""What a database says its schema is, as text that two ways of making it must agree on."""

from __future__ import annotations

import re

import sqlalchemy as sa

from tests.projects.ours import is_ours
from tests.servers.database import Database

# Table, view or type -> what the server says of it.
Catalog = dict[str, list[str]]

VERSION_TABLE = "alembic_version"


def read_catalog(database: Database) -> Catalog:
    """Everything in the database except Alembic's own table."""
    readers = {
        "sqlite": _read_sqlite,
        "mysql": _read_innodb,
        "mariadb": _read_innodb,
        "postgresql": _read_postgresql,
    }
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        catalog = readers[database.backend](connection)
    catalog.pop(VERSION_TABLE, None)
    return {name: lines for name, lines in catalog.items() if not is_ours(name)}


def _rows(connection: sa.Connection, query: str) -> list[str]:
    return [repr(tuple(row)) for row in connection.exec_driver_sql(query)]


def _read_sqlite(connection: sa.Connection) -> Catalog:
    catalog: Catalog = {}
    inspector = sa.inspect(connection)
    for table in inspector.get_table_names():
        lines = _rows(connection, f"PRAGMA table_xinfo({table})")
        # The first value numbers the foreign key in the order of the text, which a rebuild changes.
        keys = f"SELECT seq, [table], [from], [to], on_update, on_delete FROM pragma_foreign_key_list('{table}')"
        lines += sorted(_rows(connection, keys))
        indexes = []
        for _, name, *traits in connection.exec_driver_sql(f"PRAGMA index_list({table})").all():
            # SQLite numbers the index behind a constraint; only its columns mean something.
            shown = None if name.startswith("sqlite_autoindex_") else name
            columns = _rows(connection, f"PRAGMA index_xinfo({name})")
            indexes.append(repr((shown, traits, columns)))
        lines += sorted(indexes)
        # PRAGMAs tell neither checks nor the names of constraints.
        lines.append(repr(inspector.get_pk_constraint(table)["name"]))
        lines += sorted(repr(key["name"]) for key in inspector.get_foreign_keys(table))
        lines += sorted(repr(key["name"]) for key in inspector.get_unique_constraints(table))
        lines += sorted(repr(sorted(check.items())) for check in inspector.get_check_constraints(table))
        catalog[table] = lines
    for view in inspector.get_view_names():
        catalog[view] = [inspector.get_view_definition(view)]
    return catalog


def _read_innodb(connection: sa.Connection) -> Catalog:
    catalog: Catalog = {}
    for name, kind in connection.exec_driver_sql("SHOW FULL TABLES").all():
        statement = "VIEW" if kind == "VIEW" else "TABLE"
        text = connection.exec_driver_sql(f"SHOW CREATE {statement} {name}").one()[1]
        text = re.sub(r" AUTO_INCREMENT=\d+", "", text)
        text = text.replace(f"`{connection.engine.url.database}`.", "")
        lines = [line.strip().removesuffix(",") for line in text.split("\n")]
        # Columns have an order; keys and constraints are sets, shown in the order of their making.
        columns = [line for line in lines if line.startswith("`")]
        others = sorted(line for line in lines if not line.startswith("`"))
        catalog[name] = [*columns, *others]
    return catalog


# Each query gives pairs: the object, and one line about it.
_POSTGRESQL_QUERIES = (
    """
    SELECT c.relname, row(c.relkind, obj_description(c.oid))::text FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'S')
    """,
    """
    SELECT c.relname, row(a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
        a.attgenerated, a.attcollation, col_description(c.oid, a.attnum),
        pg_get_expr(d.adbin, d.adrelid))::text
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v')
        AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY c.relname, a.attnum
    """,
    """
    SELECT conrelid::regclass::text, row(conname, convalidated, pg_get_constraintdef(oid))::text
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2
    """,
    """
    SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2
    """,
    """
    SELECT viewname, definition FROM pg_views WHERE schemaname = 'public' ORDER BY 1
    """,
    """
    SELECT t.typname, e.enumlabel FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid
    ORDER BY t.typname, e.enumsortorder
    """,
)


def _read_postgresql(connection: sa.Connection) -> Catalog:
    catalog: Catalog = {}
    for query in _POSTGRESQL_QUERIES:
        for name, line in connection.exec_driver_sql(query):
            catalog.setdefault(name, []).append(line)
    return catalog
