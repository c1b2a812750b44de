"""How the migrations connect, and the models that they are compared with.

The database is `sqlalchemy.url` of the configuration (and `tk --url`) where that is set, else the environment's
DATABASE_URL, else the SQLite file app.db beside the configuration.
"""

from __future__ import annotations
<%block name="imports_of_library">
import importlib
import os
import pkgutil
from logging.config import fileConfig
from pathlib import Path
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import URL, Connection, engine_from_config, make_url, pool
</%block>
% for line in imports:
${line}
% endfor
% if imports:

% endif
config = context.config

if config.file_config.has_section("loggers"):
    # The loggers that the application has made already stay alive.
    fileConfig(config.file_config, disable_existing_loggers=False)

<%include file="/shared/models.mako" args="models=models"/>
% if len(metadata) > 1:
target_metadata = list(dict.fromkeys([${", ".join(metadata)}]))
SCHEMAS = {table.schema for metadata in target_metadata for table in metadata.tables.values()}
% elif metadata:
target_metadata = ${metadata[0]}
SCHEMAS = {table.schema for table in target_metadata.tables.values()}
% else:
target_metadata = None
SCHEMAS: set[str | None] = set()
% endif
<%block name="constants"/>


def database_url() -> URL:
    """Where to connect."""
    given = config.get_alembic_option("sqlalchemy.url") or os.environ.get("DATABASE_URL")
    if not given:
        beside = Path(config.config_file_name or "alembic.ini").absolute().parent
        return URL.create(<%block name="default_driver">"sqlite"</%block>, database=str(beside / "app.db"))
    url = make_url(str(given))
    # Some hosts still spell it as SQLAlchemy no longer does.
<%block name="complete_url">\
    return url.set(drivername="postgresql") if url.drivername == "postgres" else url
</%block>\


def include_name(name: str | None, kind: str, parents: Any) -> bool:
    """Of the schemas in the database, compare the default one and those that the models name."""
    return kind != "schema" or name is None or name in SCHEMAS


<%include file="/shared/comparison.mako"/>

def options(backend: str) -> dict[str, Any]:
    """What holds both with a connection and without."""
    return {
        "target_metadata": target_metadata,
        "compare_type": True,
        "include_schemas": any(SCHEMAS),
        "include_name": include_name,
        "render_item": render_item,
        # SQLite can alter little of a table, so Alembic rebuilds it.
        "render_as_batch": backend == "sqlite",
        # A revision that fails then takes none of those before it back.
        "transaction_per_migration": True,
    }


def run_offline() -> None:
    """Print the SQL (`--sql`)."""
    url = database_url()
    backend = url.get_backend_name()
    context.configure(url=url, literal_binds=True, dialect_opts={"paramstyle": "named"}, **options(backend))
    with context.begin_transaction():
        context.run_migrations()


def run(connection: Connection) -> None:
    """Run the migrations on a connection."""
    if connection.dialect.name == "sqlite":
        # Rebuilding a table drops the old one, and must not delete the rows that refer to it.
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        # Alembic would leave a transaction that has begun to us.
        connection.commit()
    context.configure(connection=connection, **options(connection.dialect.name))
    with context.begin_transaction():
        context.run_migrations()


<%block name="run_online">\
def run_online() -> None:
    """Connect, and run the migrations."""
    settings = {**config.get_section(config.config_ini_section, {}), "sqlalchemy.url": database_url()}
    with engine_from_config(settings, poolclass=pool.NullPool).connect() as connection:
        run(connection)


if context.is_offline_mode():
    run_offline()
else:
    run_online()
</%block>\
