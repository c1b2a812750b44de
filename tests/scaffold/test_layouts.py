"""The layouts and their files."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.errors import TemplateUnavailable
from toolkit.scaffold.layouts import LAYOUTS, TEMPLATES, find_layout


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_is_whole(name: str, tmp_path: Path) -> None:
    files = find_layout(name, tmp_path).files()
    assert set(files) >= {"README", "env.py.mako", "script.py.mako", "alembic.ini.mako"}
    assert files["README"] == TEMPLATES / name / "README"


def test_the_nearest_file_counts(tmp_path: Path) -> None:
    files = find_layout("pyproject_async", tmp_path).files()
    assert files["env.py.mako"].parent.name == "async"
    assert files["alembic.ini.mako"].parent.name == "pyproject"
    assert files["script.py.mako"].parent.name == "generic"


def test_a_folder_of_the_users_own(tmp_path: Path) -> None:
    with pytest.raises(TemplateUnavailable, match="no template mine"):
        find_layout("mine", tmp_path)
    (tmp_path / "mine").mkdir()
    for name in ("env.py", "script.py.mako"):
        (tmp_path / "mine" / name).touch()
    assert find_layout("mine", tmp_path).synopsis == ""
