"""A project with a package of our name."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from toolkit.errors import EnvironmentFailed
from toolkit.namesake import namesake_told


def test_the_project_s_package_is_named(tmp_path: Path) -> None:
    (tmp_path / "toolkit").mkdir()
    with pytest.raises(EnvironmentFailed, match="package named toolkit") as caught, namesake_told(tmp_path):
        importlib.import_module("toolkit.nonesuch")
    assert caught.value.where == str(tmp_path / "toolkit")


@pytest.mark.parametrize("name", ["toolkit.nonesuch", "nonesuch"])
def test_other_errors_pass(tmp_path: Path, name: str) -> None:
    if name == "nonesuch":
        (tmp_path / "toolkit.py").touch()
    with pytest.raises(ModuleNotFoundError), namesake_told(tmp_path):
        importlib.import_module(name)
