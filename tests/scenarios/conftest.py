"""Stories run programs in processes of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import MakeDatabase
from tests.projects.forker import Forker
from tests.scenarios.shop import Shop
from tests.servers.database import Database


@pytest.fixture(scope="session")
def forker() -> Iterator[Forker]:
    with Forker() as forker:
        yield forker


@pytest.fixture
def shop(forker: Forker, database: Database, tmp_path: Path) -> Shop:
    """A shop on each backend in turn, to be made."""
    return Shop(forker, tmp_path / "shop", database)


MakeShop = Callable[[str], Shop]


@pytest.fixture
def make_shop(forker: Forker, make_database: MakeDatabase, tmp_path: Path) -> MakeShop:
    """A function from a backend to a shop, to be made."""
    return lambda backend: Shop(forker, tmp_path / "shop", make_database(backend))
