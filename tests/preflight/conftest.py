from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import MakeDatabase
from tests.preflight.rows import Rows, rows_of


@pytest.fixture(params=["sqlite", "mariadb", "mysql", "postgresql"])
def rows(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Iterator[Rows]:
    """A live database and a shadow on each backend in turn."""
    with rows_of(request.param, make_database) as rows:
        yield rows


@pytest.fixture
def postgresql_rows(make_database: MakeDatabase) -> Iterator[Rows]:
    with rows_of("postgresql", make_database) as rows:
        yield rows


@pytest.fixture(params=["mysql", "mariadb"])
def innodb_rows(request: pytest.FixtureRequest, make_database: MakeDatabase) -> Iterator[Rows]:
    with rows_of(request.param, make_database) as rows:
        yield rows
