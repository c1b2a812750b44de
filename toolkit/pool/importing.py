"""Loading what a setting names as ``package.module:name`` from the project's own code."""

from __future__ import annotations

import contextvars
import importlib
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

from toolkit.diagnosis.scene import first_line
from toolkit.errors import SettingInvalid
from toolkit.redaction import passwords_in, redact
from toolkit.rehearsal.aside import output_aside

Result = TypeVar("Result")

PATIENCE = 30.0
"""Seconds that code of the project may take: an import that waits for a server that is away would wait for ever."""


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

    def imported() -> Any:
        found: Any = importlib.import_module(module_name)
        for name in path.split("."):
            found = getattr(found, name)
        return found

    return run_project_code(imported, f"{target} could not be loaded.", directory, where)


def run_project_code(
    work: Callable[[], Result], what: str, directory: Path, where: str, patience: float = PATIENCE
) -> Result:
    """Run code of the project: it finds its own modules, prints to stderr, and fails with an error of ours.

    That it does not end within ``patience`` is an error, too; it then goes on until tk ends.
    """
    with _project_code(what, directory, where):
        done: list[Result] = []
        raised: list[BaseException] = []

        def run() -> None:
            try:
                done.append(work())
            except BaseException as error:  # as its caller would have met it
                raised.append(error)

        # Its context is that of here: a Flask application may be current.
        thread = threading.Thread(target=contextvars.copy_context().run, args=(run,), daemon=True)
        thread.start()
        thread.join(patience)
        if not done and not raised:
            raise _endless(what, _waits_at(thread, directory), where, patience)
        if raised and "main thread" in str(raised[0]):
            # Python lets nobody else do some things, such as listening to signals.
            return work()
        if raised:
            raise raised[0]
    return done[0]


def _waits_at(thread: threading.Thread, directory: Path) -> str | None:
    frame: FrameType | None = sys._current_frames().get(thread.ident or 0)
    return None if frame is None else _deepest(traceback.extract_stack(frame), directory)


def _endless(what: str, place: str | None, where: str, patience: float) -> SettingInvalid:
    return SettingInvalid(
        what,
        where=f"{where}, {place}" if place else where,
        why=f"It has not ended after {patience:g} s: it waits for something.",
        mend="Let it connect to nothing while it is imported, or declare the pool by its numbers: pool_size, "
        "max_overflow, pool_timeout.",
    )


@contextmanager
def _project_code(what: str, directory: Path, where: str) -> Iterator[None]:
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
        why = f"{type(error).__name__}: {_said(error)}"
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


def _said(error: BaseException) -> str:
    """All on one line: what a driver says stands first, and what SQLAlchemy adds to it last."""
    return first_line(error) if str(error).strip() else "without a word"


def _place(error: BaseException, directory: Path) -> str | None:
    return _deepest(traceback.extract_tb(error.__traceback__), directory)


def _deepest(stack: traceback.StackSummary, directory: Path) -> str | None:
    """The deepest line of the project's own code."""
    home = directory.resolve()
    for frame in reversed(stack):
        path = Path(frame.filename)
        if path.is_relative_to(home) and "site-packages" not in path.parts:
            return f"{os.path.relpath(path, home)}:{frame.lineno}"
    return None
