"""A project of many tables: its models, and the one revision that creates them."""

from __future__ import annotations

from pathlib import Path

INI = """[alembic]
script_location = %(here)s/migrations
path_separator = os
prepend_sys_path = %(here)s
"""

MODELS = """import sqlalchemy as sa

metadata = sa.MetaData()


def add(number):
    name = f"item_{{number}}"
    parent = f"item_{{max(number // 2, 1)}}.id"
    sa.Table(
        name,
        metadata,
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("parent_id", sa.BigInteger, sa.ForeignKey(parent, name=f"fk_{{name}}_parent", ondelete="CASCADE")),
        sa.Column("shop", sa.Integer, nullable=False),
        sa.Column("code", sa.String(40), nullable=False, comment="What the supplier calls it"),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("state", sa.String(20), nullable=False, server_default="new"),
        sa.Column("price", sa.Numeric(12, 2), nullable=False),
        sa.Column("stock", sa.Integer, nullable=False, server_default="0"),
        sa.Column("weight", sa.Float),
        sa.Column("is_sold", sa.Boolean, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("made", sa.DateTime, nullable=False),
        sa.Column("changed", sa.DateTime),
        sa.UniqueConstraint("shop", "code", name=f"uq_{{name}}_code"),
        sa.CheckConstraint("price >= 0", name=f"ck_{{name}}_price"),
        sa.Index(f"ix_{{name}}_state", "shop", "state"),
        sa.Index(f"ix_{{name}}_made", "made"),
        comment=f"Table {{number}}",
    )


for number in range(1, {tables} + 1):
    add(number)
"""

ENV = """import os
from alembic import context
from models import metadata
from sqlalchemy import create_engine

with create_engine(os.environ["BENCHMARK_URL"]).connect() as connection:
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()
"""

REVISION = """from alembic import op
from models import metadata

revision = "r0001"
down_revision = None


def upgrade() -> None:
    metadata.create_all(op.get_bind(), checkfirst=False)


def downgrade() -> None:
    metadata.drop_all(op.get_bind(), checkfirst=False)
"""


def make_schema_project(directory: Path, *, tables: int) -> None:
    """Write the files: ``tables`` tables of 13 columns with keys, indexes, a check and comments."""
    versions = directory / "migrations" / "versions"
    versions.mkdir(parents=True)
    for path, text in {
        directory / "alembic.ini": INI,
        directory / "models.py": MODELS.format(tables=tables),
        directory / "migrations" / "env.py": ENV,
        versions / "r0001.py": REVISION,
    }.items():
        path.write_text(text, encoding="utf-8")
