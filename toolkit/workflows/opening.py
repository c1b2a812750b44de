"""Open the project, and turn whatever goes wrong inside into the one error that explains it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

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
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except BaseException as error:  # sys.exit() in env.py would otherwise end tk as if all were well
        # A command that succeeds, which is nearly every one, need not wait for the words of errors.
        from toolkit.workflows.explaining import explained

        told = explained(error, settings, project)
        raise told from (error.__cause__ if told is error else error)
