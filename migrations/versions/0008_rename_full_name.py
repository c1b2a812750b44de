"""Rename users.full_name to display_name: people choose it, and it is often not their full name.

Revision ID: 0008_rename_full_name
Revises: 0007_user_preferences
Create Date: 2025-04-07 09:40:13+00:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0008_rename_full_name"
down_revision: str | tuple[str, ...] | None = "0007_user_preferences"
branch_labels: str | tuple[str, ...] | None = None
depends_on: str | tuple[str, ...] | None = None


def rename(old_name: str, new_name: str) -> None:
    with op.batch_alter_table("users") as batch:
        batch.alter_column(
            old_name,
            new_column_name=new_name,
            existing_type=sa.String(80),
            existing_nullable=False,
            existing_comment="Shown beside their charts.",
        )


def upgrade() -> None:
    rename("full_name", "display_name")


def downgrade() -> None:
    rename("display_name", "full_name")
