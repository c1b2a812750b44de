from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.autogenerate.formatting import format_file, formatter_of


@pytest.mark.parametrize(
    ("name", "text", "formatter"),
    [
        ("ruff.toml", "", "ruff"),
        (".ruff.toml", "", "ruff"),
        ("pyproject.toml", "[tool.ruff]\n", "ruff"),
        ("pyproject.toml", "[tool.other]\n", None),
        ("pyproject.toml", "not toml", None),
    ],
)
def test_the_projects_own_formatter(tmp_path: Path, name: str, text: str, formatter: str | None) -> None:
    (tmp_path / name).write_text(text)
    assert formatter_of(tmp_path) == formatter


def test_a_file_is_formatted_as_the_project_has_it(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("x = 'a'\n")
    format_file(file, tmp_path)
    assert file.read_text() == "x = 'a'\n"
    (tmp_path / "ruff.toml").write_text("")
    format_file(file, tmp_path)
    assert file.read_text() == 'x = "a"\n'
