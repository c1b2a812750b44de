"""Record how long a query waited for a connection, and show it in the view.

For an afternoon every pool was saturated, and nothing had kept the waits.

Revision ID: 0016_connection_waits
Revises: 0015_data_source_load
Create Date: 2025-11-17 18:02:39+00:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "0016_connection_waits"
down_revision: str | tuple[str, ...] | None = "0015_data_source_load"
branch_labels: str | tuple[str, ...] | None = None
depends_on: str | tuple[str, ...] | None = None

LOAD_WITHOUT_WAITS = """\
CREATE VIEW data_source_load AS
SELECT data_sources.id AS data_source_id,
    data_sources.name AS data_source_name,
    data_sources.pool_size + data_sources.max_overflow AS connection_limit,
    COUNT(query_log.id) AS query_count,
    SUM(CASE WHEN query_log.status = 'failed' THEN 1 ELSE 0 END) AS failed_count
FROM data_sources
LEFT JOIN query_log ON query_log.data_source_id = data_sources.id
GROUP BY data_sources.id, data_sources.name, data_sources.pool_size, data_sources.max_overflow"""

LOAD_WITH_WAITS = """\
CREATE VIEW data_source_load AS
SELECT data_sources.id AS data_source_id,
    data_sources.name AS data_source_name,
    data_sources.pool_size + data_sources.max_overflow AS connection_limit,
    COUNT(query_log.id) AS query_count,
    SUM(CASE WHEN query_log.status = 'failed' THEN 1 ELSE 0 END) AS failed_count,
    SUM(CASE WHEN query_log.waited_seconds > 0 THEN 1 ELSE 0 END) AS waiting_count,
    MAX(query_log.waited_seconds) AS longest_wait_seconds
FROM data_sources
LEFT JOIN query_log ON query_log.data_source_id = data_sources.id
GROUP BY data_sources.id, data_sources.name, data_sources.pool_size, data_sources.max_overflow"""


def upgrade() -> None:
    op.add_column(
        "query_log",
        sa.Column(
            "waited_seconds",
            sa.Numeric(10, 3),
            server_default=sa.text("0"),
            nullable=False,
            comment="Time spent waiting for a connection.",
        ),
    )
    op.execute("DROP VIEW data_source_load")
    op.execute(LOAD_WITH_WAITS)


def downgrade() -> None:
    # The view goes first: PostgreSQL keeps a column that a view reads, and SQLite cannot rebuild
    # a table that one reads.
    op.execute("DROP VIEW data_source_load")
    with op.batch_alter_table("query_log") as batch:
        batch.drop_column("waited_seconds")
    op.execute(LOAD_WITHOUT_WAITS)
