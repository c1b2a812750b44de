"""All files are written, or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit.scaffold.writing import write_all


def test_an_error_leaves_everything_as_it_was(tmp_path: Path) -> None:
    existing = tmp_path / "pyproject.toml"
    existing.write_text("before")
    (tmp_path / "taken").mkdir()
    texts = {existing: "after", tmp_path / "new" / "inner" / "file": "text", tmp_path / "taken": "a directory"}
    with pytest.raises(OSError):
        write_all(texts, [tmp_path / "versions"])
    assert existing.read_text() == "before"
    assert {path.name for path in tmp_path.iterdir()} == {"pyproject.toml", "taken"}


def test_everything_is_written(tmp_path: Path) -> None:
    write_all({tmp_path / "a" / "b": "text"}, [tmp_path / "a" / "versions"])
    assert (tmp_path / "a" / "b").read_text() == "text"
    assert (tmp_path / "a" / "versions").is_dir()
