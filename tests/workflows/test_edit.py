"""Opens the files of revisions."""

from __future__ import annotations

import pytest

from tests.projects.maker import BRANCHES
from tests.workflows.conftest import MakeSettings
from toolkit.errors import TargetInvalid
from toolkit.workflows.edit import edit


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    paths: list[str] = []
    monkeypatch.setattr("toolkit.workflows.edit.open_in_editor", paths.append)
    return paths


def test_each_file_that_is_meant(project: MakeSettings, opened: list[str]) -> None:
    edit(project(*BRANCHES), "heads")
    assert sorted(path.rpartition("/")[2] for path in opened) == ["bc33_create.py", "de55_create.py"]


@pytest.mark.parametrize("revision", ["current", "base", "nowhere"])
def test_nothing_to_open(project: MakeSettings, opened: list[str], revision: str) -> None:
    with pytest.raises(TargetInvalid):
        edit(project(), revision)
    assert opened == []
