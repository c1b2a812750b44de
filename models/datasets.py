"""Tables of a data source that charts may use, with their columns and metrics."""

from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.column_types import CreatedAt

if TYPE_CHECKING:
    from models.data_sources import DataSource


class Dataset(Base):
    """One table or view of a data source."""

    __tablename__ = "datasets"
    __table_args__ = (
        UniqueConstraint("data_source_id", "schema_name", "table_name"),
        {"comment": "Tables and views that charts may use."},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    data_source_id: Mapped[int] = mapped_column(ForeignKey("data_sources.id", ondelete="RESTRICT"))
    # Empty rather than NULL: NULLs are never equal, and the unique constraint would let them by.
    schema_name: Mapped[str] = mapped_column(String(64), server_default=text("''"))
    table_name: Mapped[str] = mapped_column(String(64))
    description: Mapped[str | None] = mapped_column(Text())
    created_at: Mapped[CreatedAt]

    data_source: Mapped["DataSource"] = relationship()
    columns: Mapped[list["DatasetColumn"]] = relationship(
        back_populates="dataset", order_by="DatasetColumn.position", passive_deletes=True
    )
    metrics: Mapped[list["DatasetMetric"]] = relationship(back_populates="dataset", passive_deletes=True)


class DatasetColumn(Base):
    """A column of a dataset, known by its name."""

    __tablename__ = "dataset_columns"
    __table_args__ = (
        UniqueConstraint("dataset_id", "position"),
        CheckConstraint("position >= 1", name="position_from_one"),
        {"comment": "Columns of datasets."},
    )

    dataset_id: Mapped[int] = mapped_column(ForeignKey("datasets.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int]
    data_type: Mapped[str] = mapped_column(String(64), comment="As the data source names it.")
    is_temporal: Mapped[bool] = mapped_column(server_default=false())

    dataset: Mapped[Dataset] = relationship(back_populates="columns")


class DatasetMetric(Base):
    """A number computed from a dataset, perhaps from one column of it."""

    __tablename__ = "dataset_metrics"
    __table_args__ = (
        ForeignKeyConstraint(
            ["dataset_id", "column_name"],
            ["dataset_columns.dataset_id", "dataset_columns.name"],
            ondelete="CASCADE",
        ),
        Index(None, "dataset_id", "column_name"),
        {"comment": "Numbers computed from datasets."},
    )

    dataset_id: Mapped[int] = mapped_column(ForeignKey("datasets.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    column_name: Mapped[str | None] = mapped_column(
        String(64), comment="The column it is computed from, if it is only one."
    )
    expression: Mapped[str] = mapped_column(Text())
    warning_threshold: Mapped[Decimal | None] = mapped_column(Numeric(18, 6))

    dataset: Mapped[Dataset] = relationship(back_populates="metrics")
