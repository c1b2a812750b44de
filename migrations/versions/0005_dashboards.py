"""Create charts, dashboards and the folders they lie in.

Revision ID: 0005_dashboards
Revises: 0004_user_public_id
Create Date: 2025-02-17 11:21:36+00:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0005_dashboards"
down_revision: str | tuple[str, ...] | None = "0004_user_public_id"
branch_labels: str | tuple[str, ...] | None = None
depends_on: str | tuple[str, ...] | None = None

chart_kind = sa.Enum("table", "line", "bar", "pie", name="chart_kind", create_constraint=True)
document = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "charts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dataset_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("kind", chart_kind, server_default="table", nullable=False, comment="How it is drawn."),
        sa.Column("parameters", document, nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("CURRENT_TIMESTAMP"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charts")),
        sa.ForeignKeyConstraint(
            ["dataset_id"],
            ["datasets.id"],
            name=op.f("fk_charts_dataset_id_datasets"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_charts_owner_id_users")),
        comment="Charts, each drawn from one dataset.",
    )
    op.create_index(op.f("ix_charts_dataset_id"), "charts", ["dataset_id"])
    op.create_index(op.f("ix_charts_owner_id"), "charts", ["owner_id"])
    op.create_table(
        "dashboard_folders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dashboard_folders")),
        sa.UniqueConstraint("parent_id", "name", name=op.f("uq_dashboard_folders_parent_id_name")),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["dashboard_folders.id"],
            name=op.f("fk_dashboard_folders_parent_id_dashboard_folders"),
            ondelete="CASCADE",
        ),
        comment="A tree of folders for dashboards.",
    )
    op.create_table(
        "dashboards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("folder_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("title", sa.String(80), nullable=False, comment="Shown at the top of the page."),
        sa.Column("is_published", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("layout", document, nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("CURRENT_TIMESTAMP"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dashboards")),
        sa.UniqueConstraint("slug", name=op.f("uq_dashboards_slug")),
        sa.ForeignKeyConstraint(
            ["folder_id"],
            ["dashboard_folders.id"],
            name=op.f("fk_dashboards_folder_id_dashboard_folders"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["users.id"],
            name=op.f("fk_dashboards_owner_id_users"),
            ondelete="SET NULL",
        ),
        comment="Pages of charts.",
    )
    op.create_index(op.f("ix_dashboards_folder_id"), "dashboards", ["folder_id"])
    op.create_index(op.f("ix_dashboards_owner_id"), "dashboards", ["owner_id"])
    op.create_table(
        "dashboard_charts",
        sa.Column("dashboard_id", sa.Integer(), nullable=False),
        sa.Column("chart_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("dashboard_id", "chart_id", name=op.f("pk_dashboard_charts")),
        sa.UniqueConstraint("dashboard_id", "position", name=op.f("uq_dashboard_charts_dashboard_id_position")),
        sa.ForeignKeyConstraint(
            ["dashboard_id"],
            ["dashboards.id"],
            name=op.f("fk_dashboard_charts_dashboard_id_dashboards"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["chart_id"],
            ["charts.id"],
            name=op.f("fk_dashboard_charts_chart_id_charts"),
            ondelete="CASCADE",
        ),
        comment="Which chart stands where.",
    )
    op.create_index(op.f("ix_dashboard_charts_chart_id"), "dashboard_charts", ["chart_id"])


def downgrade() -> None:
    op.drop_table("dashboard_charts")
    op.drop_table("dashboards")
    op.drop_table("dashboard_folders")
    op.drop_table("charts")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP TYPE chart_kind")
