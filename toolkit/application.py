"""The Flask application that an env.py of Flask-Migrate reads its URL and its models from."""

from __future__ import annotations

import importlib.util
import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic.config import Config

from toolkit.errors import ApplicationUnavailable
from toolkit.settings import Settings


@contextmanager
def application(settings: Settings, environ: Mapping[str, str], scripts: Path | None) -> Iterator[Any | None]:
    """Load the application, push its context, and yield it; yield None where no application is asked for.

    It is asked for by ``--app`` (``app`` in ``[tool.tk]``), by FLASK_APP, or by an env.py that imports Flask.
    Raises ApplicationUnavailable.
    """
    if not _is_asked_for(settings, environ, scripts):
        yield None
        return
    app = _load(settings, environ)
    with app.app_context():
        yield app


def _is_asked_for(settings: Settings, environ: Mapping[str, str], scripts: Path | None) -> bool:
    if settings.app:
        return True
    if importlib.util.find_spec("flask") is None:
        return False
    return bool(environ.get("FLASK_APP")) or _imports_flask(scripts)


def _imports_flask(scripts: Path | None) -> bool:
    environment = None if scripts is None else scripts / "env.py"
    if environment is None or not environment.is_file():
        return False
    return "from flask import" in environment.read_text(encoding="utf-8", errors="replace")


def _load(settings: Settings, environ: Mapping[str, str]) -> Any:
    if importlib.util.find_spec("flask") is None:
        raise ApplicationUnavailable(
            f"The application {settings.app} needs Flask, which is not installed here.",
            where=settings.sources.get("app", ""),
            mend="Install tk into the application's environment.",
        )
    from flask.cli import NoAppException, ScriptInfo, load_dotenv

    if str(settings.directory) not in sys.path:
        sys.path.insert(0, str(settings.directory))
    load_dotenv()
    try:
        return ScriptInfo(app_import_path=settings.app or environ.get("FLASK_APP")).load_app()
    except NoAppException as error:
        raise ApplicationUnavailable(
            "The Flask application could not be loaded.",
            where=settings.app or environ.get("FLASK_APP") or str(settings.directory),
            why=str(error).strip().splitlines()[-1],
            mend="Name it: `tk --app package:create_app ...`, FLASK_APP, or `app` in [tool.tk].",
        ) from error


def flask_migrate_config(app: Any | None, scripts: str | None, options: Namespace) -> Config | None:
    """The Config that the application's Flask-Migrate extension makes, with the callbacks registered there.

    None where there is no application, or it does not use Flask-Migrate.
    """
    extension = None if app is None else app.extensions.get("migrate")
    if extension is None:
        return None
    directory = scripts or extension.directory
    if not (Path(directory) / "alembic.ini").is_file():
        return None
    migrate = extension.migrate
    callbacks, migrate.configure_callbacks = migrate.configure_callbacks, []
    try:
        config: Config = migrate.get_config(directory)
    finally:
        migrate.configure_callbacks = callbacks
    # env.py, and the callbacks, may ask which command runs and with which options.
    config.cmd_opts = options
    return migrate.call_configure_callbacks(config)  # type: ignore[no-any-return]  # flask_migrate is untyped
