"""Create the data sources, each with the size of its connection pool.

Revision ID: 0002_data_sources
Revises: 0001_users
Create Date: 2025-01-20 14:03:11+00:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0002_data_sources"
down_revision: str | tuple[str, ...] | None = "0001_users"
branch_labels: str | tuple[str, ...] | None = None
depends_on: str | tuple[str, ...] | None = None

data_source_engine = sa.Enum(
    "mysql", "mariadb", "postgresql", "sqlite", name="data_source_engine", create_constraint=True
)


def upgrade() -> None:
    op.create_table(
        "data_sources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("engine", data_source_engine, nullable=False),
        sa.Column("host", sa.String(255), nullable=True),
        sa.Column("port", sa.Integer(), nullable=True),
        sa.Column("database_name", sa.String(64), nullable=False),
        sa.Column(
            "pool_size",
            sa.Integer(),
            server_default=sa.text("5"),
            nullable=False,
            comment="Connections kept open per process.",
        ),
        sa.Column(
            "max_overflow",
            sa.Integer(),
            server_default=sa.text("10"),
            nullable=False,
            comment="Connections opened beyond pool_size under load.",
        ),
        sa.Column(
            "pool_timeout",
            sa.Numeric(6, 2),
            server_default=sa.text("30"),
            nullable=False,
            comment="Seconds a request waits for one.",
        ),
        sa.Column(
            "options",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("CURRENT_TIMESTAMP"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_sources")),
        sa.UniqueConstraint("name", name=op.f("uq_data_sources_name")),
        sa.CheckConstraint("port BETWEEN 1 AND 65535", name=op.f("ck_data_sources_port_in_range")),
        comment="Databases that people query.",
    )


def downgrade() -> None:
    op.drop_table("data_sources")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP TYPE data_source_engine")
