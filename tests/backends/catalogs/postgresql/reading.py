"""What a reading says of a change."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from toolkit.backends.catalogs.postgresql.reader import read_catalog
from toolkit.catalog.comparison import compare
from toolkit.catalog.members import Column
from toolkit.catalog.values import Catalog, Table

SPOKEN = 15
"""The version whose statements these tests are written in; those of later ones say so."""


def run(connection: sa.Connection, *statements: str) -> None:
    for statement in statements:
        try:
            connection.execution_options(no_parameters=True).exec_driver_sql(statement)
        except sa.exc.DBAPIError:
            if version(connection) < SPOKEN:
                pytest.skip(f"PostgreSQL {version(connection)} has no such statement")
            raise


def version(connection: sa.Connection) -> int:
    """The major one."""
    return connection.dialect.server_version_info[0]


def since(connection: sa.Connection, major: int) -> None:
    if version(connection) < major:
        pytest.skip(f"PostgreSQL {version(connection)} has no such thing")


def read(connection: sa.Connection, *statements: str) -> Catalog:
    """What the default schema and the schema other hold once the statements ran."""
    run(connection, *statements)
    catalog = read_catalog(connection, ["other"])
    assert catalog.unread == ()
    return catalog


def differences(connection: sa.Connection, setup: str, change: str) -> set[str]:
    """Each difference as ``kind owner.name facet``; what is missing or unexpected with ``-`` or ``+`` before it."""
    before = read(connection, setup)
    after = read(connection, change)
    return {_told(change) for change in compare(before, after)}


def _told(change: Any) -> str:
    sign = {"missing": "- ", "unexpected": "+ ", "changed": ""}[change.verdict.value]
    place = ".".join(part for part in (change.schema, change.owner, change.name) if part)
    return f"{sign}{change.kind} {place} {change.facet or ''}".strip()


def table(catalog: Catalog, name: str = "orders") -> Table:
    return next(table for table in catalog.tables if table.name == name)


def column(catalog: Catalog, name: str, table_name: str = "orders") -> Column:
    return next(column for column in table(catalog, table_name).columns if column.name == name)
