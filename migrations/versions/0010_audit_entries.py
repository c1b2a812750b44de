"""Create the audit trail.

Revision ID: 0010_audit_entries
Revises: 0009_heatmap_charts
Create Date: 2025-05-19 10:26:54+00:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0010_audit_entries"
down_revision: str | tuple[str, ...] | None = "0009_heatmap_charts"
branch_labels: str | tuple[str, ...] | None = None
depends_on: str | tuple[str, ...] | None = None

long_identifier = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", long_identifier, nullable=False),
        sa.Column(
            "parent_id",
            long_identifier,
            nullable=True,
            comment="The change that caused this one.",
        ),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("object_type", sa.String(60), nullable=False),
        sa.Column("object_id", sa.BigInteger(), nullable=True),
        sa.Column("client_address", sa.Unicode(50), nullable=True),
        sa.Column(
            "details",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=True,
        ),
        sa.Column(
            "occurred_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("CURRENT_TIMESTAMP"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["audit_entries.id"],
            name=op.f("fk_audit_entries_parent_id_audit_entries"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"],
            ["users.id"],
            name=op.f("fk_audit_entries_actor_id_users"),
            ondelete="SET NULL",
        ),
        comment="Who changed what; rows are added, never changed.",
    )
    op.create_index(op.f("ix_audit_entries_parent_id"), "audit_entries", ["parent_id"])
    op.create_index(op.f("ix_audit_entries_actor_id"), "audit_entries", ["actor_id"])
    op.create_index(
        op.f("ix_audit_entries_object_type_object_id"),
        "audit_entries",
        ["object_type", "object_id"],
    )


def downgrade() -> None:
    op.drop_table("audit_entries")
