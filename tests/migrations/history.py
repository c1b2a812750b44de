"""The migrations of the reference project, run on a test's database."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from tests.servers.database import Database

ROOT = Path(__file__).parents[2]


def configuration(url: str, output: io.StringIO | None = None) -> Config:
    """Alembic's configuration as its command line reads it, with another database."""
    config = Config(toml_file=ROOT / "pyproject.toml", output_buffer=output)
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def revisions() -> list[str]:
    """Every revision, the oldest first."""
    scripts = ScriptDirectory.from_config(configuration("sqlite://"))
    return [script.revision for script in scripts.walk_revisions()][::-1]


def upgrade(database: Database, revision: str = "head") -> None:
    """Run `alembic upgrade`."""
    command.upgrade(configuration(database.url), revision)


def downgrade(database: Database, revision: str = "base") -> None:
    """Run `alembic downgrade`."""
    command.downgrade(configuration(database.url), revision)


def execute(database: Database, *statements: str) -> list[tuple[Any, ...]]:
    """Send the statements in one transaction, and return the rows of the last one."""
    rows: list[tuple[Any, ...]] = []
    engine = sa.create_engine(database.url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for statement in statements:
            result = connection.exec_driver_sql(statement)
            rows = [tuple(row) for row in result] if result.returns_rows else []
    return rows
