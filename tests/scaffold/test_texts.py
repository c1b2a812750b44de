"""The texts of the files."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest

from tests.scaffold.orders import found, order
from toolkit.discovery.models import MetadataName
from toolkit.scaffold.layouts import LAYOUTS
from toolkit.scaffold.texts import texts

BASE = MetadataName(module="shop.base", name="Base", attribute="metadata")
OTHER = MetadataName(module="shop.other", name="Base", attribute="metadata")
CONFIG = MetadataName(module="shop.other", name="config")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("metadata", [(), (BASE,), (BASE, OTHER, CONFIG)])
def test_env_py_is_python(tmp_path: Path, layout: str, metadata: tuple[MetadataName, ...]) -> None:
    written = dict(texts(order(tmp_path, found(tmp_path, *metadata), layout)))
    text = written[tmp_path / "migrations" / "env.py"]
    ast.parse(text)
    assert "\n\n\n\n" not in text


def test_names_that_are_taken_get_others(tmp_path: Path) -> None:
    text = dict(texts(order(tmp_path, found(tmp_path, BASE, OTHER, CONFIG))))[tmp_path / "migrations" / "env.py"]
    assert "from shop.other import Base as shop_other_Base\n" in text
    assert "from shop.other import config as shop_other_config\n" in text
    assert "[shop_base_Base.metadata, shop_other_Base.metadata, shop_other_config]" in text


def test_paths_are_relative_to_the_configuration(tmp_path: Path) -> None:
    models = found(tmp_path, roots=(tmp_path / "src",))
    ini = dict(texts(order(tmp_path, models, scripts="db/100%")))[tmp_path / "alembic.ini"]
    assert "script_location = %(here)s/db/100%%\n" in ini
    assert "    %(here)s\n    %(here)s/src\n" in ini


def test_pyproject_is_valid(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'shop'")
    toml = dict(texts(order(tmp_path, found(tmp_path), "pyproject")))[tmp_path / "pyproject.toml"]
    assert tomllib.loads(toml) == {
        "project": {"name": "shop"},
        "tool": {"alembic": {"script_location": "%(here)s/migrations", "prepend_sys_path": ["%(here)s"]}},
    }
