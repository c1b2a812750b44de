"""A file is written whole or not at all."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from toolkit.errors import OutputUnwritable
from toolkit.revising.writing import replace_file


def test_it_keeps_its_mode_and_loses_its_byte_code(tmp_path: Path) -> None:
    path = tmp_path / "one.py"
    path.write_bytes(b"old")
    path.chmod(0o640)
    cached = Path(importlib.util.cache_from_source(str(path)))
    cached.parent.mkdir()
    cached.touch()
    replace_file(path, b"new\r\n")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new\r\n", 0o640)
    assert not cached.exists()
    assert [found.name for found in tmp_path.iterdir() if found.is_file()] == ["one.py"]


def test_what_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "one.py"
    path.write_bytes(b"old")

    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OutputUnwritable, match="is as it was"):
        replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["one.py"]
