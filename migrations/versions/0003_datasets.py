"""Create the datasets with their columns and metrics, under composite keys.

Revision ID: 0003_datasets
Revises: 0002_data_sources
Create Date: 2025-01-27 10:47:55+00:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0003_datasets"
down_revision: str | tuple[str, ...] | None = "0002_data_sources"
branch_labels: str | tuple[str, ...] | None = None
depends_on: str | tuple[str, ...] | None = None


def upgrade() -> None:
    op.create_table(
        "datasets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("data_source_id", sa.Integer(), nullable=False),
        sa.Column("schema_name", sa.String(64), server_default=sa.text("''"), nullable=False),
        sa.Column("table_name", sa.String(64), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("CURRENT_TIMESTAMP"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_datasets")),
        sa.UniqueConstraint(
            "data_source_id",
            "schema_name",
            "table_name",
            name=op.f("uq_datasets_data_source_id_schema_name_table_name"),
        ),
        sa.ForeignKeyConstraint(
            ["data_source_id"],
            ["data_sources.id"],
            name=op.f("fk_datasets_data_source_id_data_sources"),
            ondelete="RESTRICT",
        ),
        comment="Tables and views that charts may use.",
    )
    op.create_table(
        "dataset_columns",
        sa.Column("dataset_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("data_type", sa.String(64), nullable=False, comment="As the data source names it."),
        sa.Column("is_temporal", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("dataset_id", "name", name=op.f("pk_dataset_columns")),
        sa.UniqueConstraint("dataset_id", "position", name=op.f("uq_dataset_columns_dataset_id_position")),
        sa.CheckConstraint("position >= 1", name=op.f("ck_dataset_columns_position_from_one")),
        sa.ForeignKeyConstraint(
            ["dataset_id"],
            ["datasets.id"],
            name=op.f("fk_dataset_columns_dataset_id_datasets"),
            ondelete="CASCADE",
        ),
        comment="Columns of datasets.",
    )
    op.create_table(
        "dataset_metrics",
        sa.Column("dataset_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column(
            "column_name",
            sa.String(64),
            nullable=True,
            comment="The column it is computed from, if it is only one.",
        ),
        sa.Column("expression", sa.Text(), nullable=False),
        sa.Column("warning_threshold", sa.Numeric(18, 6), nullable=True),
        sa.PrimaryKeyConstraint("dataset_id", "name", name=op.f("pk_dataset_metrics")),
        sa.ForeignKeyConstraint(
            ["dataset_id"],
            ["datasets.id"],
            name=op.f("fk_dataset_metrics_dataset_id_datasets"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["dataset_id", "column_name"],
            ["dataset_columns.dataset_id", "dataset_columns.name"],
            name=op.f("fk_dataset_metrics_dataset_id_column_name_dataset_columns"),
            ondelete="CASCADE",
        ),
        comment="Numbers computed from datasets.",
    )
    op.create_index(
        op.f("ix_dataset_metrics_dataset_id_column_name"),
        "dataset_metrics",
        ["dataset_id", "column_name"],
    )


def downgrade() -> None:
    op.drop_table("dataset_metrics")
    op.drop_table("dataset_columns")
    op.drop_table("datasets")
