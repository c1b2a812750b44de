"""Open the project, and turn whatever goes wrong inside into the one error that explains it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from toolkit.backends.register import backend_named
from toolkit.diagnosis.explain import explain
from toolkit.diagnosis.scene import Scene
from toolkit.errors import TkError
from toolkit.project import Project, opened
from toolkit.settings import Settings


@contextmanager
def open_project(settings: Settings, command: str, **options: Any) -> Iterator[Project]:
    """The project that the settings lead to, for the time of the block.

    ``command`` is Alembic's name of what runs, and ``options`` its options: env.py can look at both.
    Raises a TkError, whatever goes wrong.
    """
    project: Project | None = None
    try:
        with opened(settings, command, **options) as project:
            yield project
    except (TkError, BrokenPipeError):
        raise
    except Exception as error:
        raise explain(error, scene_of(settings, project)) from error


def scene_of(settings: Settings, project: Project | None, revision: str | None = None) -> Scene:
    """What a diagnosis may look at."""
    if project is None:
        return Scene(directory=settings.directory)
    url = project.attempts.last
    return Scene(
        directory=settings.directory,
        scripts=_scripts(project),
        versions=_versions(project),
        configuration=project.located.existing(),
        url=url,
        backend=None if url is None else backend_named(url.get_backend_name()),
        revision=revision,
    )


def _scripts(project: Project) -> Path | None:
    try:
        return Path(project.script.dir)
    except Exception:  # the directory itself may be what is wrong
        return None


def _versions(project: Project) -> tuple[Path, ...]:
    try:
        return project.version_directories
    except Exception:  # likewise
        return ()
