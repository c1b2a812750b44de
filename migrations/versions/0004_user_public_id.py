"""Give every user an identifier that is safe to show in links.

The serial number told strangers how many users there are.

Revision ID: 0004_user_public_id
Revises: 0003_datasets
Create Date: 2025-02-05 16:30:02+00:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0004_user_public_id"
down_revision: str | tuple[str, ...] | None = "0003_datasets"
branch_labels: str | tuple[str, ...] | None = None
depends_on: str | tuple[str, ...] | None = None

public_identifier = sa.CHAR(32).with_variant(postgresql.UUID(), "postgresql")

# One identifier per row, made by the server: the statement stays the same however many rows there
# are, and whenever it runs.
random_identifier = {
    "sqlite": "lower(hex(randomblob(16)))",
    "mysql": "LOWER(HEX(RANDOM_BYTES(16)))",
    "mariadb": "LOWER(HEX(RANDOM_BYTES(16)))",
    "postgresql": "gen_random_uuid()",
}


def upgrade() -> None:
    op.add_column(
        "users",
        sa.Column("public_id", public_identifier, nullable=True, comment="Safe to show in links."),
    )
    users = sa.table("users", sa.column("public_id"))
    made_here = sa.text(random_identifier[op.get_context().dialect.name])
    op.execute(users.update().where(users.c.public_id.is_(None)).values(public_id=made_here))
    with op.batch_alter_table("users") as batch:
        batch.alter_column(
            "public_id",
            nullable=False,
            existing_type=public_identifier,
            existing_comment="Safe to show in links.",
        )
        batch.create_unique_constraint(op.f("uq_users_public_id"), ["public_id"])


def downgrade() -> None:
    with op.batch_alter_table("users") as batch:
        batch.drop_constraint(op.f("uq_users_public_id"), type_="unique")
        batch.drop_column("public_id")
