"""Databases that stand somewhere in a history, with the project of that history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import MakeDatabase
from tests.planning.standing import Standing
from tests.projects.maker import Revision, make_project
from tests.projects.opened import settings_of
from tests.servers.database import Database
from toolkit.project import Project, opened

MakeStanding = Callable[[str], Standing]


@pytest.fixture
def open_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Project]]:
    """A function that makes a project of the given revisions, and opens it; ``settings`` are its own."""
    monkeypatch.chdir(tmp_path)
    with ExitStack() as stack:
        count = 0

        def make(*revisions: Revision, settings: dict[str, object] | None = None, **parameters: Any) -> Project:
            nonlocal count
            count += 1
            directory = tmp_path / f"project_{count}"
            directory.mkdir()
            make_project(directory, revisions, **parameters)
            return stack.enter_context(opened(settings_of(directory, **(settings or {})), "check"))

        yield make


@pytest.fixture
def everywhere(database: Database, open_project: Callable[..., Project]) -> Standing:
    """On each backend in turn."""
    return Standing(database, open_project)


@pytest.fixture(params=["sqlite", "postgresql"])
def standing(request: pytest.FixtureRequest, standing_on: MakeStanding) -> Standing:
    """On one whose tables are rebuilt, and one whose transactions hold definitions."""
    return standing_on(request.param)


@pytest.fixture
def standing_on(make_database: MakeDatabase, open_project: Callable[..., Project]) -> MakeStanding:
    """A function from a backend to a new database."""
    return lambda backend: Standing(make_database(backend), open_project)
