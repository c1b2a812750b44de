"""Index the query log for the page of recent queries.

Each new index begins with the column of an old one, which goes once the new one is there: MySQL and
MariaDB refuse to drop the only index of a foreign key.

Revision ID: 0011_query_log_indexes
Revises: 0010_audit_entries
Create Date: 2025-06-11 07:33:09+00:00
"""

from __future__ import annotations

from alembic import op

revision: str = "0011_query_log_indexes"
down_revision: str | tuple[str, ...] | None = "0010_audit_entries"
branch_labels: str | tuple[str, ...] | None = None
depends_on: str | tuple[str, ...] | None = None


def upgrade() -> None:
    op.create_index(op.f("ix_query_log_user_id_started_at"), "query_log", ["user_id", "started_at"])
    op.create_index(
        op.f("ix_query_log_data_source_id_started_at"),
        "query_log",
        ["data_source_id", "started_at"],
    )
    op.create_index(op.f("ix_query_log_status_started_at"), "query_log", ["status", "started_at"])
    op.drop_index(op.f("ix_query_log_user_id"), table_name="query_log")
    op.drop_index(op.f("ix_query_log_data_source_id"), table_name="query_log")


def downgrade() -> None:
    op.create_index(op.f("ix_query_log_data_source_id"), "query_log", ["data_source_id"])
    op.create_index(op.f("ix_query_log_user_id"), "query_log", ["user_id"])
    op.drop_index(op.f("ix_query_log_status_started_at"), table_name="query_log")
    op.drop_index(op.f("ix_query_log_data_source_id_started_at"), table_name="query_log")
    op.drop_index(op.f("ix_query_log_user_id_started_at"), table_name="query_log")
