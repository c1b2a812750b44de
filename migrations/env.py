"""Run the migrations of the reference project, against a server or as a script of SQL.

The database is Alembic's `sqlalchemy.url` if that is set, else the environment's `DATABASE_URL`,
else a SQLite file in the working directory.
"""

import os
from logging.config import fileConfig

from alembic import context
from sqlalchemy import Engine, create_engine, event, make_url, pool
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

import models

DEFAULT_URL = "sqlite:///reference.db"

config = context.config


def database_url() -> str:
    """Return the URL of the database to migrate."""
    # Not get_main_option: that insists on an alembic.ini, and knows no pyproject.toml.
    configured = config.get_alembic_option("sqlalchemy.url")
    return str(configured or os.environ.get("DATABASE_URL") or DEFAULT_URL)


def keep_references_while_rebuilding(engine: Engine) -> None:
    """Have SQLite not enforce foreign keys on the connections of this engine.

    A batch operation drops the old table after copying it; were foreign keys enforced, the rows
    that refer to it would be deleted with it. Inside a transaction the PRAGMA does nothing, so
    it has to come first.
    """

    @event.listens_for(engine, "connect")
    def disable(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.cursor().execute("PRAGMA foreign_keys = OFF")


def run_offline() -> None:
    """Write the SQL to standard output instead of sending it."""
    url = database_url()
    context.configure(
        url=url,
        target_metadata=models.metadata,
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
        render_as_batch=make_url(url).get_backend_name() == "sqlite",
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    """Send the SQL to the database."""
    engine = create_engine(database_url(), poolclass=pool.NullPool)
    is_sqlite = engine.dialect.name == "sqlite"
    if is_sqlite:
        keep_references_while_rebuilding(engine)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=models.metadata,
            render_as_batch=is_sqlite,
            # PostgreSQL commits what came before when a value is added to an enum; so no revision
            # shares its transaction with another.
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


if config.config_file_name is not None and config.file_config.has_section("loggers"):
    fileConfig(config.config_file_name, disable_existing_loggers=False)

if context.is_offline_mode():
    run_offline()
else:
    run_online()
