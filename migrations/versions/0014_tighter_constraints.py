"""Have the database refuse what only the forms refused.

Of the rows that broke a rule, those that can be mended are mended first.

Revision ID: 0014_tighter_constraints
Revises: 0013_user_settings
Create Date: 2025-09-22 09:19:45+00:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0014_tighter_constraints"
down_revision: str | tuple[str, ...] | None = "0013_user_settings"
branch_labels: str | tuple[str, ...] | None = None
depends_on: str | tuple[str, ...] | None = None


def upgrade() -> None:
    op.execute("UPDATE saved_queries SET description = '' WHERE description IS NULL")
    with op.batch_alter_table("saved_queries") as batch:
        batch.alter_column(
            "description",
            nullable=False,
            server_default=sa.text("''"),
            existing_type=sa.String(500),
            existing_comment="Why it is kept.",
        )
    op.execute("UPDATE data_sources SET pool_size = 1 WHERE pool_size < 1")
    op.execute("UPDATE data_sources SET max_overflow = 0 WHERE max_overflow < 0")
    with op.batch_alter_table("data_sources") as batch:
        batch.create_check_constraint(op.f("ck_data_sources_pool_not_empty"), "pool_size >= 1")
        batch.create_check_constraint(op.f("ck_data_sources_overflow_not_negative"), "max_overflow >= 0")
    with op.batch_alter_table("dashboard_charts") as batch:
        batch.create_check_constraint(op.f("ck_dashboard_charts_position_from_one"), "position >= 1")
    # Charts outlive their owners.
    with op.batch_alter_table("charts") as batch:
        batch.drop_constraint(op.f("fk_charts_owner_id_users"), type_="foreignkey")
        batch.create_foreign_key(op.f("fk_charts_owner_id_users"), "users", ["owner_id"], ["id"], ondelete="SET NULL")


def downgrade() -> None:
    with op.batch_alter_table("charts") as batch:
        batch.drop_constraint(op.f("fk_charts_owner_id_users"), type_="foreignkey")
        batch.create_foreign_key(op.f("fk_charts_owner_id_users"), "users", ["owner_id"], ["id"])
    with op.batch_alter_table("dashboard_charts") as batch:
        batch.drop_constraint(op.f("ck_dashboard_charts_position_from_one"), type_="check")
    with op.batch_alter_table("data_sources") as batch:
        batch.drop_constraint(op.f("ck_data_sources_overflow_not_negative"), type_="check")
        batch.drop_constraint(op.f("ck_data_sources_pool_not_empty"), type_="check")
    with op.batch_alter_table("saved_queries") as batch:
        batch.alter_column(
            "description",
            nullable=True,
            server_default=None,
            existing_type=sa.String(500),
            existing_comment="Why it is kept.",
        )
