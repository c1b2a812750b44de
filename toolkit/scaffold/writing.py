"""Writing several files: all of them, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path


def write_all(texts: Mapping[Path, str], directories: Iterable[Path]) -> None:
    """Write the files and make the directories; an error leaves everything as it was, and is raised."""
    with ExitStack() as undo:
        for directory in directories:
            _make(directory, undo)
        for path, text in texts.items():
            _make(path.parent, undo)
            if path.exists():
                undo.callback(path.write_bytes, path.read_bytes())
            else:
                undo.callback(path.unlink, missing_ok=True)
            path.write_text(text, encoding="utf-8")
        undo.pop_all()


def _make(directory: Path, undo: ExitStack) -> None:
    for missing in reversed([path for path in (directory, *directory.parents) if not path.exists()]):
        missing.mkdir()
        undo.callback(missing.rmdir)
