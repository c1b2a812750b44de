"""How the migrations connect to each database, and the models that it is compared with.

`databases` in the configuration names them. Each one's URL is `sqlalchemy.url` in its own section where that is set,
else the environment's DATABASE_URL_<NAME>, else the SQLite file <name>.db beside the configuration.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Mapping
from contextlib import ExitStack
from logging.config import fileConfig
from pathlib import Path
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import URL, Connection, MetaData, engine_from_config, make_url, pool

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
DATABASES = [name.strip() for name in str(config.get_alembic_option("databases")).split(",")]

# The MetaData of each database; one that has none here is compared with no tables at all.
TARGETS: Mapping[str, MetaData] = {
% for name, expression in zip(databases, metadata):
    "${name}": ${expression},
% endfor
}


def database_url(name: str) -> URL:
    """Where to connect for a database."""
    given = config.get_section_option(name, "sqlalchemy.url") or os.environ.get(f"DATABASE_URL_{name.upper()}")
    if not given:
        beside = Path(config.config_file_name or "alembic.ini").absolute().parent
        return URL.create("sqlite", database=str(beside / f"{name}.db"))
    url = make_url(str(given))
    # Some hosts still spell it as SQLAlchemy no longer does.
    return url.set(drivername="postgresql") if url.drivername == "postgres" else url


<%include file="/shared/comparison.mako"/>

def options(name: str, backend: str) -> dict[str, Any]:
    """What holds for a database both with a connection and without."""
    return {
        "target_metadata": TARGETS.get(name, MetaData()),
        "upgrade_token": f"{name}_upgrades",
        "downgrade_token": f"{name}_downgrades",
        "compare_type": True,
        "render_item": render_item,
        # SQLite can alter little of a table, so Alembic rebuilds it.
        "render_as_batch": backend == "sqlite",
    }


def run_offline() -> None:
    """Write the SQL (`--sql`) of each database to a file of its own, <name>.sql."""
    for name in DATABASES:
        url = database_url(name)
        with Path(f"{name}.sql").open("w", encoding="utf-8") as file:
            context.configure(
                url=url,
                output_buffer=file,
                literal_binds=True,
                dialect_opts={"paramstyle": "named"},
                **options(name, url.get_backend_name()),
            )
            with context.begin_transaction():
                context.run_migrations(engine_name=name)


def connected(name: str) -> Connection:
    """A connection to a database."""
    settings = {**config.get_section(name, {}), "sqlalchemy.url": database_url(name)}
    connection = engine_from_config(settings, poolclass=pool.NullPool).connect()
    if connection.dialect.name == "sqlite":
        # Rebuilding a table drops the old one, and must not delete the rows that refer to it.
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.commit()
    return connection


def run_online() -> None:
    """Run the migrations of all databases, then commit them all; on an error none of them is committed."""
    with ExitStack() as stack:
        connections = {name: stack.enter_context(connected(name)) for name in DATABASES}
        for connection in connections.values():
            stack.enter_context(connection.begin())
        for name, connection in connections.items():
            context.configure(connection=connection, **options(name, connection.dialect.name))
            context.run_migrations(engine_name=name)


if context.is_offline_mode():
    run_offline()
else:
    run_online()
