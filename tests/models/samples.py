"""Rows that need few words."""

from __future__ import annotations

from datetime import UTC, datetime

from models import Chart, Dataset, DataSource, DataSourceEngine, QueryLogEntry, User

STARTED_AT = datetime(2025, 3, 4, 8, 0, 0, 250_000, tzinfo=UTC)


def user(name: str = "Ada") -> User:
    return User(email=f"{name}@Example.ORG", display_name=name)


def data_source() -> DataSource:
    return DataSource(name="shop", engine=DataSourceEngine.MARIADB, database_name="shop")


def dataset() -> Dataset:
    return Dataset(data_source=data_source(), table_name="orders")


def chart() -> Chart:
    return Chart(title="Orders", dataset=dataset(), parameters={"axis": ["day", 1]})


def query_log_entry() -> QueryLogEntry:
    return QueryLogEntry(data_source=data_source(), started_at=STARTED_AT)
