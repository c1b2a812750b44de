"""`tk list-templates`."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Tk


@pytest.mark.parametrize("spelling", ["list-templates", "list_templates"])
def test_the_layouts(tk: Tk, spelling: str) -> None:
    names = {template["name"] for template in tk.json(spelling)["templates"]}
    assert {"generic", "async", "multidb", "pyproject"} <= names
    assert all(name in tk.says(spelling) for name in names)
