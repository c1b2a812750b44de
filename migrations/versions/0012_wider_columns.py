"""Make room: more rows per query, longer titles and names.

Going back, PostgreSQL and a strict MySQL or MariaDB refuse values that no longer fit.

Revision ID: 0012_wider_columns
Revises: 0011_query_log_indexes
Create Date: 2025-07-02 12:50:31+00:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0012_wider_columns"
down_revision: str | tuple[str, ...] | None = "0011_query_log_indexes"
branch_labels: str | tuple[str, ...] | None = None
depends_on: str | tuple[str, ...] | None = None


def upgrade() -> None:
    with op.batch_alter_table("query_log") as batch:
        batch.alter_column(
            "row_count",
            type_=sa.BigInteger(),
            existing_type=sa.Integer(),
            existing_nullable=True,
            existing_comment="Rows returned.",
        )
    with op.batch_alter_table("dashboards") as batch:
        batch.alter_column(
            "title",
            type_=sa.String(200),
            existing_type=sa.String(80),
            existing_nullable=False,
            existing_comment="Shown at the top of the page.",
        )
    with op.batch_alter_table("users") as batch:
        batch.alter_column(
            "display_name",
            type_=sa.String(200),
            existing_type=sa.String(80),
            existing_nullable=False,
            existing_comment="Shown beside their charts.",
        )


def downgrade() -> None:
    with op.batch_alter_table("users") as batch:
        batch.alter_column(
            "display_name",
            type_=sa.String(80),
            existing_type=sa.String(200),
            existing_nullable=False,
            existing_comment="Shown beside their charts.",
        )
    with op.batch_alter_table("dashboards") as batch:
        batch.alter_column(
            "title",
            type_=sa.String(80),
            existing_type=sa.String(200),
            existing_nullable=False,
            existing_comment="Shown at the top of the page.",
        )
    with op.batch_alter_table("query_log") as batch:
        batch.alter_column(
            "row_count",
            type_=sa.Integer(),
            existing_type=sa.BigInteger(),
            existing_nullable=True,
            existing_comment="Rows returned.",
        )
