"""Let a chart be a heatmap.

Going back turns heatmaps into tables, which show the same numbers.

Revision ID: 0009_heatmap_charts
Revises: 0008_rename_full_name
Create Date: 2025-04-28 15:05:28+00:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0009_heatmap_charts"
down_revision: str | tuple[str, ...] | None = "0008_rename_full_name"
branch_labels: str | tuple[str, ...] | None = None
depends_on: str | tuple[str, ...] | None = None

without_heatmap = sa.Enum("table", "line", "bar", "pie", name="chart_kind", create_constraint=True)
with_heatmap = sa.Enum("table", "line", "bar", "pie", "heatmap", name="chart_kind", create_constraint=True)


def change_type(old_type: sa.Enum, new_type: sa.Enum) -> None:
    with op.batch_alter_table("charts") as batch:
        batch.alter_column(
            "kind",
            type_=new_type,
            existing_type=old_type,
            existing_nullable=False,
            existing_server_default="table",
            existing_comment="How it is drawn.",
        )


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        # A value added inside a transaction cannot be used before it commits.
        with op.get_context().autocommit_block():
            op.execute("ALTER TYPE chart_kind ADD VALUE IF NOT EXISTS 'heatmap'")
    else:
        change_type(without_heatmap, with_heatmap)


def downgrade() -> None:
    op.execute("UPDATE charts SET kind = 'table' WHERE kind = 'heatmap'")
    if op.get_context().dialect.name == "postgresql":
        # No value can be taken out of a type: another type takes its place and its name.
        op.execute("ALTER TYPE chart_kind RENAME TO chart_kind_with_heatmap")
        op.execute("CREATE TYPE chart_kind AS ENUM ('table', 'line', 'bar', 'pie')")
        op.execute("ALTER TABLE charts ALTER COLUMN kind DROP DEFAULT")
        op.execute("ALTER TABLE charts ALTER COLUMN kind TYPE chart_kind USING kind::text::chart_kind")
        op.execute("ALTER TABLE charts ALTER COLUMN kind SET DEFAULT 'table'")
        op.execute("DROP TYPE chart_kind_with_heatmap")
    else:
        change_type(with_heatmap, without_heatmap)
