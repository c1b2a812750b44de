"""Move what a user prefers out of `users`.

Every page reads `users`; only signing in reads the preferences.

Revision ID: 0013_user_settings
Revises: 0012_wider_columns
Create Date: 2025-08-18 17:08:22+00:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0013_user_settings"
down_revision: str | tuple[str, ...] | None = "0012_wider_columns"
branch_labels: str | tuple[str, ...] | None = None
depends_on: str | tuple[str, ...] | None = None


def upgrade() -> None:
    op.create_table(
        "user_settings",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("locale", sa.String(10), server_default=sa.text("'en'"), nullable=False),
        sa.Column("time_zone", sa.String(64), server_default=sa.text("'UTC'"), nullable=False),
        sa.Column("avatar_url", sa.UnicodeText(), nullable=True),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_user_settings")),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_user_settings_user_id_users"),
            ondelete="CASCADE",
        ),
        comment="What a person prefers, at most one row each.",
    )
    op.execute(
        "INSERT INTO user_settings (user_id, locale, time_zone, avatar_url) "
        "SELECT id, locale, time_zone, avatar_url FROM users"
    )
    with op.batch_alter_table("users") as batch:
        batch.drop_column("avatar_url")
        batch.drop_column("time_zone")
        batch.drop_column("locale")


def downgrade() -> None:
    op.add_column(
        "users",
        sa.Column("locale", sa.String(10), server_default=sa.text("'en'"), nullable=False),
    )
    op.add_column(
        "users",
        sa.Column("time_zone", sa.String(64), server_default=sa.text("'UTC'"), nullable=False),
    )
    op.add_column("users", sa.Column("avatar_url", sa.UnicodeText(), nullable=True))
    op.execute("""\
UPDATE users SET
    locale = (SELECT locale FROM user_settings WHERE user_settings.user_id = users.id),
    time_zone = (SELECT time_zone FROM user_settings WHERE user_settings.user_id = users.id),
    avatar_url = (SELECT avatar_url FROM user_settings WHERE user_settings.user_id = users.id)
WHERE id IN (SELECT user_id FROM user_settings)""")
    op.drop_table("user_settings")
