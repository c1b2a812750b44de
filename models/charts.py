"""Charts, each drawn from one dataset."""

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.column_types import CreatedAt, named_enum

if TYPE_CHECKING:
    from models.datasets import Dataset
    from models.users import User


class ChartKind(StrEnum):
    """How a chart is drawn."""

    TABLE = "table"
    LINE = "line"
    BAR = "bar"
    PIE = "pie"
    HEATMAP = "heatmap"


class Chart(Base):
    """One chart."""

    __tablename__ = "charts"
    __table_args__ = ({"comment": "Charts, each drawn from one dataset."},)

    id: Mapped[int] = mapped_column(primary_key=True)
    dataset_id: Mapped[int] = mapped_column(ForeignKey("datasets.id", ondelete="RESTRICT"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[ChartKind] = mapped_column(
        named_enum(ChartKind, "chart_kind"),
        server_default=ChartKind.TABLE.value,
        comment="How it is drawn.",
    )
    parameters: Mapped[dict[str, Any]]
    created_at: Mapped[CreatedAt]

    dataset: Mapped["Dataset"] = relationship()
    owner: Mapped["User | None"] = relationship()
