"""What list-templates tells."""

from __future__ import annotations

import importlib.util

import pytest

from toolkit.scaffold import layouts
from toolkit.workflows.list_templates import list_templates


def test_ours_come_first_each_with_its_synopsis() -> None:
    templates = list_templates().templates
    assert [template.name for template in templates][:5] == [
        "generic",
        "async",
        "multidb",
        "pyproject",
        "pyproject_async",
    ]
    assert all(template.synopsis for template in templates)


def test_those_of_flask_migrate_follow() -> None:
    names = {template.name for template in list_templates().templates}
    assert names >= {"flask", "flask-multidb", "aioflask", "aioflask-multidb"}


def test_flask_migrate_is_optional(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert [template.name for template in list_templates().templates] == list(layouts.LAYOUTS)


def test_every_folder_is_a_layout() -> None:
    folders = {path.name for path in layouts.TEMPLATES.iterdir() if path.is_dir()} - {"shared"}
    assert folders == set(layouts.LAYOUTS)
