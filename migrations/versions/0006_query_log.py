"""Create the saved queries and the log of every query that was run.

Revision ID: 0006_query_log
Revises: 0005_dashboards
Create Date: 2025-03-03 08:58:19+00:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

revision: str = "0006_query_log"
down_revision: str | tuple[str, ...] | None = "0005_dashboards"
branch_labels: str | tuple[str, ...] | None = None
depends_on: str | tuple[str, ...] | None = None

query_status = sa.Enum("running", "succeeded", "failed", "timed_out", name="query_status", create_constraint=True)
# SQLite counts up by itself only in a column of exactly the type INTEGER.
long_identifier = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# MySQL and MariaDB keep whole seconds unless asked.
precise_moment = sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")


def upgrade() -> None:
    op.create_table(
        "saved_queries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("data_source_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("description", sa.String(500), nullable=True, comment="Why it is kept."),
        sa.Column("tags", sa.UnicodeText(), nullable=True, comment="Comma-separated."),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("CURRENT_TIMESTAMP"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_queries")),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_saved_queries_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["data_source_id"],
            ["data_sources.id"],
            name=op.f("fk_saved_queries_data_source_id_data_sources"),
            ondelete="CASCADE",
        ),
        comment="Queries that people keep.",
    )
    op.create_index(op.f("ix_saved_queries_user_id"), "saved_queries", ["user_id"])
    op.create_index(op.f("ix_saved_queries_data_source_id"), "saved_queries", ["data_source_id"])
    op.create_table(
        "query_log",
        sa.Column("id", long_identifier, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("data_source_id", sa.Integer(), nullable=False),
        sa.Column("saved_query_id", sa.Integer(), nullable=True),
        sa.Column("status", query_status, server_default="running", nullable=False),
        sa.Column("started_at", precise_moment, nullable=False),
        sa.Column("finished_at", precise_moment, nullable=True),
        sa.Column("row_count", sa.Integer(), nullable=True, comment="Rows returned."),
        sa.Column("duration_seconds", sa.Numeric(12, 3), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_query_log")),
        sa.CheckConstraint("finished_at >= started_at", name=op.f("ck_query_log_finishes_after_start")),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_query_log_user_id_users"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["data_source_id"],
            ["data_sources.id"],
            name=op.f("fk_query_log_data_source_id_data_sources"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["saved_query_id"],
            ["saved_queries.id"],
            name=op.f("fk_query_log_saved_query_id_saved_queries"),
            ondelete="SET NULL",
        ),
        comment="Every query that was run.",
    )
    op.create_index(op.f("ix_query_log_user_id"), "query_log", ["user_id"])
    op.create_index(op.f("ix_query_log_data_source_id"), "query_log", ["data_source_id"])
    op.create_index(op.f("ix_query_log_saved_query_id"), "query_log", ["saved_query_id"])


def downgrade() -> None:
    op.drop_table("query_log")
    op.drop_table("saved_queries")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP TYPE query_status")
