"""The one error that explains what went wrong in a project."""

from __future__ import annotations

from pathlib import Path

from toolkit.backends.register import backend_named
from toolkit.diagnosis.explain import explain
from toolkit.diagnosis.scene import Scene
from toolkit.errors import TkError
from toolkit.project import Project
from toolkit.settings import Settings


def explained(
    error: BaseException, settings: Settings, project: Project | None, revision: str | None = None
) -> TkError:
    """The error in words, with the passwords that it must not show; ``project`` is None where it did not open."""
    told = explain(error, _scene(settings, project, revision))
    told.secrets |= _secrets(project)
    return told


def _scene(settings: Settings, project: Project | None, revision: str | None) -> Scene:
    """What a diagnosis may look at."""
    source = settings.sources.get("url", "") if settings.url else ""
    if project is None:
        return Scene(directory=settings.directory, url_source=source)
    url = project.attempts.last
    return Scene(
        directory=settings.directory,
        scripts=_scripts(project),
        versions=_versions(project),
        configuration=project.located.existing(),
        url_source=source,
        url=url,
        backend=None if url is None else backend_named(url.get_backend_name()),
        revision=revision,
    )


def _secrets(project: Project | None) -> frozenset[str]:
    return frozenset() if project is None else project.attempts.secrets


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
