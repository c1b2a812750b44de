"""A project that has a package of our name: Python keeps one package of a name in a process, and it is ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import toolkit
from toolkit.errors import EnvironmentFailed

NAME = toolkit.__name__


@contextmanager
def namesake_told(directory: Path) -> Iterator[None]:
    """Say in words why the project's own package is not found. Raises EnvironmentFailed."""
    try:
        yield
    except ImportError as error:
        own = next((path for path in (directory / NAME, directory / f"{NAME}.py") if path.exists()), None)
        if own is None or (error.name or "").partition(".")[0] != NAME or _is_us(own):
            raise
        raise EnvironmentFailed(
            f"The project has a package named {NAME}, and so has tk: `import {NAME}` means tk's here.",
            where=str(own),
            why=str(error),
            mend=f"Rename the project's package, or keep to `alembic` in this project; nothing but {NAME} is taken.",
        ) from error


def _is_us(own: Path) -> bool:
    return own.resolve() == Path(str(toolkit.__file__)).parent.resolve()
