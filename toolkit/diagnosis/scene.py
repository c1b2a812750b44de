"""What a diagnosis may look at, and where in the project's own files an exception was raised."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL

from toolkit.backends.base import Backend


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The project as far as it was opened when the error came."""

    directory: Path
    scripts: Path | None = None
    versions: tuple[Path, ...] = ()
    configuration: tuple[str, ...] = ()
    url: URL | None = None
    """Where env.py last connected to, or tried to."""
    backend: Backend | None = None
    revision: str | None = None
    """The revision that was running."""


def chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it, nearest first."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def place_in_project(error: BaseException, scene: Scene) -> traceback.FrameSummary | None:
    """The deepest frame in the project's migrations, else in its own code; None where none is there."""
    frames = traceback.extract_tb(error.__traceback__)
    homes = [home for home in (*scene.versions, scene.scripts) if home is not None]
    own = [frame for frame in frames if any(_inside(frame.filename, home) for home in homes)]
    if own:
        return own[-1]
    local = [frame for frame in frames if _inside(frame.filename, scene.directory) and "site-packages" not in frame.filename]
    return local[-1] if local else None


def is_revision_file(path: str, scene: Scene) -> bool:
    """Whether a path lies in one of the directories of revision files."""
    return any(_inside(path, home) for home in scene.versions)


def shown(path: str, scene: Scene) -> str:
    """The path as a person in the project's directory would write it."""
    try:
        return str(Path(path).resolve().relative_to(scene.directory.resolve()))
    except ValueError:
        return path


def first_line(error: BaseException) -> str:
    """The error's own text on one line, without SQLAlchemy's background links."""
    text = str(error).strip()
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("(Background on this error")]
    return " ".join(lines)[:600] or type(error).__name__


def _inside(path: str, home: Path) -> bool:
    try:
        return Path(path).resolve().is_relative_to(home.resolve())
    except OSError:
        return False
