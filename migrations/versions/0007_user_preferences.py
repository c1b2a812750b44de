"""Add what a user prefers.

Revision ID: 0007_user_preferences
Revises: 0006_query_log
Create Date: 2025-03-24 13:15:47+00:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0007_user_preferences"
down_revision: str | tuple[str, ...] | None = "0006_query_log"
branch_labels: str | tuple[str, ...] | None = None
depends_on: str | tuple[str, ...] | None = None


def upgrade() -> None:
    op.add_column(
        "users",
        sa.Column("locale", sa.String(10), server_default=sa.text("'en'"), nullable=False),
    )
    op.add_column(
        "users",
        sa.Column("time_zone", sa.String(64), server_default=sa.text("'UTC'"), nullable=False),
    )
    op.add_column("users", sa.Column("avatar_url", sa.UnicodeText(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("users") as batch:
        batch.drop_column("avatar_url")
        batch.drop_column("time_zone")
        batch.drop_column("locale")
