"""What a diagnosis may look at, and where in the project's own files an exception was raised."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from sqlalchemy.engine import URL

import toolkit
from toolkit.backends.base import Backend

_BACKGROUND = re.compile(r"\(Background on this error at: \S+\)")
LONGEST = 600
"""Characters of another's text that a message shows."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The project as far as it was opened when the error came."""

    directory: Path
    scripts: Path | None = None
    versions: tuple[Path, ...] = ()
    configuration: tuple[str, ...] = ()
    url_source: str = ""
    """The setting that gave the URL, where not the configuration did."""
    url: URL | None = None
    """Where env.py last connected to, or tried to."""
    backend: Backend | None = None
    revision: str | None = None
    """The revision that was running."""


def source_of_url(scene: Scene) -> str:
    """Where a person finds the URL."""
    return scene.url_source or ", ".join(scene.configuration)


def chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it, nearest first; what the raiser hid with ``from None`` stays hidden."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def frames_of(error: BaseException) -> Iterator[FrameType]:
    """The frames of an error's own traceback, the deepest last."""
    step = error.__traceback__
    while step is not None:
        yield step.tb_frame
        step = step.tb_next


def place_in_project(error: BaseException, scene: Scene) -> traceback.FrameSummary | None:
    """The deepest frame in the project's migrations, else in its own code; None where none is there."""
    frames = traceback.extract_tb(error.__traceback__)
    homes = [home for home in (*scene.versions, scene.scripts) if home is not None]
    own = [frame for frame in frames if any(_inside(frame.filename, home) for home in homes)]
    if own:
        return own[-1]
    local = [frame for frame in frames if _is_project_code(frame.filename, scene)]
    return local[-1] if local else None


def place_of(error: BaseException, scene: Scene) -> str:
    """That frame as ``file:line``, of the error or of what led to it; empty where none is there."""
    frame = next((found for cause in chain(error) if (found := place_in_project(cause, scene))), None)
    return f"{shown(frame.filename, scene)}:{frame.lineno}" if frame else ""


def is_raised_by_project(error: BaseException, scene: Scene) -> bool:
    """Whether a line of the project's own code raised it, not something that this line called."""
    frames = traceback.extract_tb(error.__traceback__)
    return bool(frames) and _is_project_code(frames[-1].filename, scene)


def is_revision_file(path: str, scene: Scene) -> bool:
    """Whether a path lies in one of the directories of revision files."""
    return any(_inside(path, home) for home in scene.versions)


def shown(path: str | Path, scene: Scene) -> str:
    """The path as a person in the project's directory would write it."""
    try:
        return str(Path(path).resolve().relative_to(scene.directory.resolve()))
    except (ValueError, OSError):
        return str(path)


def first_line(error: BaseException) -> str:
    """The error's own text on one line, without SQLAlchemy's background links; its kind where it has none."""
    try:
        text = str(error)[: 10 * LONGEST].strip()
    except Exception:  # the text comes from the project's own __str__
        return type(error).__name__
    return shortened(_BACKGROUND.sub("", text)) or type(error).__name__


def shortened(text: str, limit: int = LONGEST) -> str:
    """The text on one line, cut where it is too long for a message."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[:limit]} ..."


def _is_project_code(path: str, scene: Scene) -> bool:
    if path.startswith("<") or "site-packages" in path or _inside(path, Path(toolkit.__file__).parent):
        return False
    return _inside(path, scene.directory)


def _inside(path: str, home: Path) -> bool:
    try:
        return not path.startswith("<") and Path(path).resolve().is_relative_to(home.resolve())
    except OSError:
        return False
