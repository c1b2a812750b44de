"""Every query that was run: by far the largest table."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.column_types import long_identifier, named_enum, precise_moment

if TYPE_CHECKING:
    from models.data_sources import DataSource
    from models.saved_queries import SavedQuery
    from models.users import User


class QueryStatus(StrEnum):
    """How far a query has come."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    TIMED_OUT = "timed_out"


class QueryLogEntry(Base):
    """One run of a query."""

    __tablename__ = "query_log"
    __table_args__ = (
        CheckConstraint("finished_at >= started_at", name="finishes_after_start"),
        Index(None, "user_id", "started_at"),
        Index(None, "data_source_id", "started_at"),
        Index(None, "status", "started_at"),
        {"comment": "Every query that was run."},
    )

    id: Mapped[int] = mapped_column(long_identifier, primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    data_source_id: Mapped[int] = mapped_column(ForeignKey("data_sources.id", ondelete="CASCADE"))
    saved_query_id: Mapped[int | None] = mapped_column(ForeignKey("saved_queries.id", ondelete="SET NULL"), index=True)
    status: Mapped[QueryStatus] = mapped_column(
        named_enum(QueryStatus, "query_status"), server_default=QueryStatus.RUNNING.value
    )
    started_at: Mapped[datetime] = mapped_column(precise_moment)
    finished_at: Mapped[datetime | None] = mapped_column(precise_moment)
    row_count: Mapped[int | None] = mapped_column(BigInteger(), comment="Rows returned.")
    duration_seconds: Mapped[Decimal | None] = mapped_column(Numeric(12, 3))
    error: Mapped[str | None] = mapped_column(Text())
    waited_seconds: Mapped[Decimal] = mapped_column(
        Numeric(10, 3), server_default=text("0"), comment="Time spent waiting for a connection."
    )

    user: Mapped["User | None"] = relationship()
    data_source: Mapped["DataSource"] = relationship()
    saved_query: Mapped["SavedQuery | None"] = relationship()
