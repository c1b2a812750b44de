"""The Python files of a project that may hold models: no tests, no environments, no migrations."""

from __future__ import annotations

import keyword
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SKIPPED = frozenset(
    {"tests", "test", "testing", "docs", "examples", "build", "dist", "node_modules", "site-packages", "__pycache__"}
)
SOURCES = "src"
"""The directory that is no package, and holds them."""


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """One file. ``module`` is the name it is imported by once ``root`` stands on ``sys.path``."""

    path: Path
    root: Path
    module: str

    @property
    def is_package(self) -> bool:
        """Whether it is the ``__init__.py`` of a package."""
        return self.path.name == "__init__.py"


def source_files(directory: Path) -> Iterator[SourceFile]:
    """Every file below ``directory`` that its own code could import, in a steady order."""
    for folder, folders, files in os.walk(directory):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if _is_searched(here / name))
        for name in sorted(files):
            path = here / name
            if path.suffix == ".py" and not _is_for_tests(path.stem) and (source := _source(path, directory)):
                yield source


def _is_searched(folder: Path) -> bool:
    if folder.name.startswith(".") or folder.name in SKIPPED:
        return False
    marks = {
        "pyvenv.cfg",  # a virtual environment
        "pyproject.toml",  # another project, with a path of its own
        "setup.py",
        "script.py.mako",  # migrations
    }
    return not any((folder / mark).is_file() for mark in marks)


def _is_for_tests(stem: str) -> bool:
    return stem == "conftest" or stem.startswith("test_") or stem.endswith("_test")


def _source(path: Path, directory: Path) -> SourceFile | None:
    root = directory / SOURCES
    if not path.is_relative_to(root) or (root / "__init__.py").is_file():
        root = directory
    parts = list(path.relative_to(root).with_suffix("").parts)
    if parts[-1] == "__init__":
        parts.pop()
    # ``__main__`` is a program, and importing it runs it.
    if (
        not parts
        or "__main__" in parts
        or not all(part.isidentifier() and not keyword.iskeyword(part) for part in parts)
    ):
        return None
    return SourceFile(path=path, root=root, module=".".join(parts))
