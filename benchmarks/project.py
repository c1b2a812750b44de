"""A project with a history of small revisions, made anew for each benchmark."""

from __future__ import annotations

from pathlib import Path

INI = """[alembic]
script_location = %(here)s/migrations
path_separator = os
sqlalchemy.url = sqlite:///app.db
"""

ENV = """import os
from alembic import context
from sqlalchemy import create_engine

url = os.environ.get("BENCHMARK_URL") or context.config.get_main_option("sqlalchemy.url")
with create_engine(url).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""

REVISION = """from alembic import op
import sqlalchemy as sa

revision = "r{number:04}"
down_revision = {parent}


def upgrade() -> None:
    op.create_table("t{number}", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(40)))
    op.create_index("ix_t{number}_name", "t{number}", ["name"])


def downgrade() -> None:
    op.drop_table("t{number}")
"""


def make_project(directory: Path, *, revisions: int) -> None:
    """Write alembic.ini, env.py and ``revisions`` revisions, each of which creates a table and an index."""
    versions = directory / "migrations" / "versions"
    versions.mkdir(parents=True)
    (directory / "alembic.ini").write_text(INI, encoding="utf-8")
    (directory / "migrations" / "env.py").write_text(ENV, encoding="utf-8")
    for number in range(1, revisions + 1):
        parent = "None" if number == 1 else f'"r{number - 1:04}"'
        (versions / f"r{number:04}.py").write_text(REVISION.format(number=number, parent=parent), encoding="utf-8")
