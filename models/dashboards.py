"""Dashboards, the folders they lie in, and the charts they show."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.column_types import CreatedAt

if TYPE_CHECKING:
    from models.charts import Chart
    from models.users import User


class DashboardFolder(Base):
    """A folder, in another folder or at the top."""

    __tablename__ = "dashboard_folders"
    __table_args__ = (
        UniqueConstraint("parent_id", "name"),
        {"comment": "A tree of folders for dashboards."},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("dashboard_folders.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))

    parent: Mapped["DashboardFolder | None"] = relationship(back_populates="children", remote_side="DashboardFolder.id")
    children: Mapped[list["DashboardFolder"]] = relationship(back_populates="parent", passive_deletes=True)


class Dashboard(Base):
    """A page of charts."""

    __tablename__ = "dashboards"
    __table_args__ = ({"comment": "Pages of charts."},)

    id: Mapped[int] = mapped_column(primary_key=True)
    folder_id: Mapped[int | None] = mapped_column(ForeignKey("dashboard_folders.id", ondelete="SET NULL"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200), comment="Shown at the top of the page.")
    is_published: Mapped[bool] = mapped_column(server_default=false())
    layout: Mapped[dict[str, Any] | None]
    created_at: Mapped[CreatedAt]

    folder: Mapped[DashboardFolder | None] = relationship()
    owner: Mapped["User | None"] = relationship()
    placements: Mapped[list["DashboardChart"]] = relationship(
        back_populates="dashboard",
        order_by="DashboardChart.position",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )


class DashboardChart(Base):
    """A chart on a dashboard, at its place."""

    __tablename__ = "dashboard_charts"
    __table_args__ = (
        UniqueConstraint("dashboard_id", "position"),
        CheckConstraint("position >= 1", name="position_from_one"),
        {"comment": "Which chart stands where."},
    )

    dashboard_id: Mapped[int] = mapped_column(ForeignKey("dashboards.id", ondelete="CASCADE"), primary_key=True)
    chart_id: Mapped[int] = mapped_column(ForeignKey("charts.id", ondelete="CASCADE"), primary_key=True, index=True)
    position: Mapped[int]

    dashboard: Mapped[Dashboard] = relationship(back_populates="placements")
    chart: Mapped["Chart"] = relationship()
