"""Projects opened in this process, and what env.py tells of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.projects.maker import LINE, Revision, make_project
from tests.projects.opened import settings_of
from toolkit.project import Project, opened

OpenProject = Callable[..., Project]


@pytest.fixture
def open_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenProject]:
    """A function that makes a project of the given revisions, once, and opens it."""
    monkeypatch.chdir(tmp_path)
    with ExitStack() as stack:

        def make(*revisions: Revision, **parameters: str) -> Project:
            if not (tmp_path / "alembic.ini").exists():
                make_project(tmp_path, revisions or LINE, **parameters)
            return stack.enter_context(opened(settings_of(tmp_path), "check"))

        yield make
