"""Create the view of how much each data source is used.

Revision ID: 0015_data_source_load
Revises: 0014_tighter_constraints
Create Date: 2025-10-13 14:44:57+00:00
"""

from __future__ import annotations

from alembic import op

revision: str = "0015_data_source_load"
down_revision: str | tuple[str, ...] | None = "0014_tighter_constraints"
branch_labels: str | tuple[str, ...] | None = None
depends_on: str | tuple[str, ...] | None = None

DATA_SOURCE_LOAD = """\
CREATE VIEW data_source_load AS
SELECT data_sources.id AS data_source_id,
    data_sources.name AS data_source_name,
    data_sources.pool_size + data_sources.max_overflow AS connection_limit,
    COUNT(query_log.id) AS query_count,
    SUM(CASE WHEN query_log.status = 'failed' THEN 1 ELSE 0 END) AS failed_count
FROM data_sources
LEFT JOIN query_log ON query_log.data_source_id = data_sources.id
GROUP BY data_sources.id, data_sources.name, data_sources.pool_size, data_sources.max_overflow"""


def upgrade() -> None:
    op.execute(DATA_SOURCE_LOAD)


def downgrade() -> None:
    op.execute("DROP VIEW data_source_load")
