"""Projects opened in this process, from their own directory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.projects.maker import LINE, Revision, make_project
from tests.projects.opened import settings_of
from toolkit.settings import Settings

MakeSettings = Callable[..., Settings]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeSettings:
    """A function that makes a project of the given revisions and returns the settings that lead to it."""
    monkeypatch.chdir(tmp_path)

    def make(*revisions: Revision, **parameters: str) -> Settings:
        make_project(tmp_path, revisions or LINE, **parameters)
        return settings_of(tmp_path)

    return make
