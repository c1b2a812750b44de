"""Loading what a setting names as ``package.module:name`` from the project's own code."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from toolkit.errors import SettingInvalid
from toolkit.redaction import passwords_in, redact
from toolkit.rehearsal.aside import output_aside


def load(target: str, directory: Path, where: str) -> Any:
    """The object; a dotted path may follow the colon. ``where`` is the setting that names it.

    Raises SettingInvalid, whatever the project's code does when it is imported.
    """
    module_name, _, path = target.partition(":")
    if not all(part.isidentifier() for part in (*module_name.split("."), *path.split("."))):
        raise SettingInvalid(
            f"{redacted(repr(target))} names nothing that can be imported.",
            where=where,
            mend='Write it as "package.module:name".',
        )
    with project_code(f"{target} could not be loaded.", directory, where):
        found: Any = importlib.import_module(module_name)
        for name in path.split("."):
            found = getattr(found, name)
    return found


@contextmanager
def project_code(what: str, directory: Path, where: str) -> Iterator[None]:
    """Run code of the project: it finds its own modules, prints to stderr, and fails with an error of ours."""
    path = str(directory)
    is_added = path not in sys.path
    if is_added:
        sys.path.insert(0, path)
    try:
        with output_aside(shown=True):
            yield
    except SettingInvalid:
        raise
    except SystemExit as error:
        raise _unusable(what, f"It ends the process: SystemExit({error.code!r}).", error, directory, where) from error
    except Exception as error:
        why = f"{type(error).__name__}: {_last_line(error)}"
        raise _unusable(what, why, error, directory, where) from error
    finally:
        if is_added and path in sys.path:
            sys.path.remove(path)


def redacted(text: str) -> str:
    """Without the passwords that it shows, or that a URL of the environment holds."""
    urls = [value for value in os.environ.values() if "://" in value]
    return redact(text, (password for url in urls for password in passwords_in(url)))


def _unusable(what: str, why: str, error: BaseException, directory: Path, where: str) -> SettingInvalid:
    place = _place(error, directory)
    return SettingInvalid(
        what,
        where=f"{where}, {place}" if place else where,
        why=redacted(why),
        mend="Correct what it says, or declare the pool by its numbers: pool_size, max_overflow, pool_timeout.",
    )


def _last_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[-1].strip() if lines else "without a word"


def _place(error: BaseException, directory: Path) -> str | None:
    """The deepest line of the project's own code that the exception passed through."""
    home = directory.resolve()
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(home) and "site-packages" not in path.parts:
            return f"{os.path.relpath(path, home)}:{frame.lineno}"
    return None
