"""Databases that people query, and the pool of connections kept for each."""

from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Numeric, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.column_types import CreatedAt, named_enum


class DataSourceEngine(StrEnum):
    """The server behind a data source."""

    MYSQL = "mysql"
    MARIADB = "mariadb"
    POSTGRESQL = "postgresql"
    SQLITE = "sqlite"


class DataSource(Base):
    """One database; its password is kept in a secret store, never here."""

    __tablename__ = "data_sources"
    __table_args__ = (
        CheckConstraint("port BETWEEN 1 AND 65535", name="port_in_range"),
        CheckConstraint("pool_size >= 1", name="pool_not_empty"),
        CheckConstraint("max_overflow >= 0", name="overflow_not_negative"),
        {"comment": "Databases that people query."},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100), unique=True)
    engine: Mapped[DataSourceEngine] = mapped_column(named_enum(DataSourceEngine, "data_source_engine"))
    host: Mapped[str | None] = mapped_column(String(255))
    port: Mapped[int | None]
    database_name: Mapped[str] = mapped_column(String(64))
    pool_size: Mapped[int] = mapped_column(server_default=text("5"), comment="Connections kept open per process.")
    max_overflow: Mapped[int] = mapped_column(
        server_default=text("10"), comment="Connections opened beyond pool_size under load."
    )
    pool_timeout: Mapped[Decimal] = mapped_column(
        Numeric(6, 2), server_default=text("30"), comment="Seconds a request waits for one."
    )
    options: Mapped[dict[str, Any] | None]
    created_at: Mapped[CreatedAt]
