"""Queries that people keep."""

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.column_types import CreatedAt, words

if TYPE_CHECKING:
    from models.data_sources import DataSource
    from models.users import User


class SavedQuery(Base):
    """A query with a title."""

    __tablename__ = "saved_queries"
    __table_args__ = ({"comment": "Queries that people keep."},)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    data_source_id: Mapped[int] = mapped_column(ForeignKey("data_sources.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    statement: Mapped[str] = mapped_column(Text())
    description: Mapped[str] = mapped_column(String(500), server_default=text("''"), comment="Why it is kept.")
    tags: Mapped[list[str] | None] = mapped_column(words, comment="Comma-separated.")
    created_at: Mapped[CreatedAt]

    user: Mapped["User"] = relationship()
    data_source: Mapped["DataSource"] = relationship()
