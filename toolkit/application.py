"""The Flask application that an env.py of Flask-Migrate reads its URL and its models from."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
import traceback
from argparse import Namespace
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic.config import Config

from toolkit.errors import ApplicationUnavailable
from toolkit.settings import Settings

NAME_IT = "Name it: `tk --app package:create_app ...`, FLASK_APP, or `app` in [tool.tk]."
DEFAULT_MODULES = ("wsgi.py", "app.py")
"""Where Flask looks when nothing names the application."""


@contextmanager
def application(settings: Settings, environ: MutableMapping[str, str], *, needed: bool) -> Iterator[Any | None]:
    """Load the application, push its context, and yield it; yield None where there is none to load.

    It is loaded where ``--app`` (``app`` in ``[tool.tk]``) names it, and where it is ``needed`` and Flask can
    find it: by FLASK_APP, .flaskenv, wsgi.py or app.py. Raises ApplicationUnavailable. Where only FLASK_APP
    asks for it, env.py may be plain Alembic, and an application that cannot be loaded is none.
    """
    if settings.app or (needed and _is_installed("flask")):
        app = _load(settings, environ)
    else:
        app = _load_if_possible(settings, environ)
    if app is None:
        yield None
        return
    with app.app_context():
        yield app


@contextmanager
def missing_application_told() -> Iterator[None]:
    """Say in our words that env.py needs an application and there is none. Raises ApplicationUnavailable."""
    try:
        yield
    except RuntimeError as error:
        if "outside of application context" not in str(error):
            raise
        raise ApplicationUnavailable(
            "env.py needs a Flask application, and none is known.",
            why="It asks Flask for the current application (`current_app`), and nothing names one.",
            mend=NAME_IT,
        ) from error


def is_needed(scripts: Path | None, environ: MutableMapping[str, str], *, is_flask_layout: bool) -> bool:
    """Whether the env.py of a migrations directory works only inside an application.

    FLASK_APP alone does not say so: it is set for a whole shell, and env.py may be plain Alembic.
    """
    if scripts is None or is_flask_layout:
        return bool(environ.get("FLASK_APP")) or (scripts is not None and imports_flask(scripts / "env.py"))
    return imports_flask(scripts / "env.py")


def is_promised(settings: Settings, environ: MutableMapping[str, str]) -> bool:
    """Whether a directory without any configuration may be that of an application with Flask-Migrate."""
    if settings.app or environ.get("FLASK_APP") or (settings.directory / ".flaskenv").is_file():
        return True
    return any(imports_flask(settings.directory / name) for name in DEFAULT_MODULES)


def imports_flask(path: Path) -> bool:
    """Whether a file imports Flask, or a package of its family."""
    if not path.is_file():
        return False
    text = path.read_text(encoding="utf-8", errors="replace")
    return re.search(r"^\s*(from|import)\s+(aio)?flask(_\w+)?\b", text, re.MULTILINE) is not None


def _load_if_possible(settings: Settings, environ: MutableMapping[str, str]) -> Any | None:
    if not (environ.get("FLASK_APP") and _is_installed("flask")):
        return None
    try:
        return _load(settings, environ)
    except ApplicationUnavailable:
        return None


def _is_installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


def _load(settings: Settings, environ: MutableMapping[str, str]) -> Any | None:
    if not _is_installed("flask"):
        raise ApplicationUnavailable(
            f"The application {settings.app} needs Flask, which is not installed here.",
            where=settings.sources.get("app", ""),
            mend="Install tk into the application's environment.",
        )
    from flask.cli import NoAppException, ScriptInfo, load_dotenv
    from flask.helpers import get_load_dotenv

    _prepare(settings.directory, environ)
    if get_load_dotenv():
        load_dotenv()
    name = settings.app or environ.get("FLASK_APP")
    if name is None and not any((settings.directory / module).is_file() for module in DEFAULT_MODULES):
        # env.py may make an application of its own; where it does not, its error is told as one of ours.
        return None
    where = name or next(module for module in DEFAULT_MODULES if (settings.directory / module).is_file())
    try:
        return ScriptInfo(app_import_path=name).load_app()
    except NoAppException as error:
        raise _unavailable(where, _last_line(error)) from error
    except SystemExit as error:
        raise _unavailable(where, f"Importing it ends the process: SystemExit({error.code!r}).") from error
    except Exception as error:
        why = f"{type(error).__name__}: {_last_line(error)}"
        raise _unavailable(_place(error, settings.directory) or where, why) from error


def _prepare(directory: Path, environ: MutableMapping[str, str]) -> None:
    """Make the process look to the application as under ``flask``."""
    if str(directory) not in sys.path:
        sys.path.insert(0, str(directory))
    # ``app.run()`` at the end of a module then starts no server.
    environ["FLASK_RUN_FROM_CLI"] = "true"


def _unavailable(where: str, why: str) -> ApplicationUnavailable:
    return ApplicationUnavailable(
        "The Flask application could not be loaded.",
        where=where,
        why=why,
        mend=f"Correct what it says; if it is another application: {NAME_IT[0].lower()}{NAME_IT[1:]}",
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


def migrations_directory(app: Any | None) -> str | None:
    """The directory that the application gave to its Flask-Migrate extension; None where it has none."""
    extension = None if app is None else app.extensions.get("migrate")
    return None if extension is None else str(extension.directory)


def flask_migrate_config(app: Any | None, scripts: str | None, options: Namespace) -> Config | None:
    """The Config that the application's Flask-Migrate extension makes, with the callbacks registered there.

    None where there is no application, or it does not use Flask-Migrate.
    """
    extension = None if app is None else app.extensions.get("migrate")
    if extension is None or scripts is None or not (Path(scripts) / "alembic.ini").is_file():
        return None
    migrate = extension.migrate
    callbacks, migrate.configure_callbacks = migrate.configure_callbacks, []
    try:
        config: Config = migrate.get_config(scripts)
    finally:
        migrate.configure_callbacks = callbacks
    # env.py, and the callbacks, may ask which command runs and with which options.
    config.cmd_opts = options
    return migrate.call_configure_callbacks(config)  # type: ignore[no-any-return]  # flask_migrate is untyped
