"""Init: write a migrations directory that runs at once."""

from __future__ import annotations

import os

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from toolkit import configuration
from toolkit.answers import FilesWritten
from toolkit.application import application, migrations_directory
from toolkit.discovery.models import FoundModels, find_models
from toolkit.errors import ApplicationUnavailable, CommandRefused, TemplateUnavailable, UrlInvalid
from toolkit.redaction import passwords_in
from toolkit.scaffold.layouts import Layout, find_layout
from toolkit.scaffold.notes import notes
from toolkit.scaffold.target import Target
from toolkit.scaffold.texts import Order, texts
from toolkit.scaffold.writing import write_all
from toolkit.settings import Settings

DIRECTORY = "migrations"


def init(
    settings: Settings,
    *,
    directory: str | None = None,
    template: str | None = None,
    package: bool = False,
    multidb: bool = False,
) -> FilesWritten:
    """Write the files of a layout. Raises a TkError, and then has written none.

    Without ``template`` the layout is generic, or flask in an application that uses Flask-Migrate;
    ``multidb`` means the one for several databases, in either family.
    """
    found = find_models(settings.directory)
    flask_directory = _flask_directory(settings, template, found)
    layout = find_layout(_name(template, multidb, is_flask=flask_directory is not None), settings.directory)
    target = _target(settings, layout, directory or settings.scripts or flask_directory or DIRECTORY)
    target.refuse_used()
    url, is_secret = _url(settings)
    order = Order(
        layout=layout,
        target=target,
        found=found,
        section=settings.section,
        url="" if is_secret else url,
        package=package,
    )
    written = dict(texts(order))
    try:
        write_all(written, [target.scripts / "versions"])
    except OSError as error:
        raise TemplateUnavailable(
            f"{error.filename or target.shown(target.scripts)} cannot be written: {error.strerror}.",
            state="Nothing was written.",
            mend="Name a directory that you may write: `tk init DIRECTORY`.",
        ) from error
    named = flask_directory is not None and settings.directory / flask_directory == target.scripts
    return FilesWritten(
        files=tuple(target.shown(path) for path in written),
        notes=tuple(notes(order, written, url_was_secret=is_secret, named_by_application=named)),
    )


def _flask_directory(settings: Settings, template: str | None, found: FoundModels) -> str | None:
    """The directory that the application's Flask-Migrate extension names; None without such an application."""
    if template is not None and "flask" not in template:
        return None
    try:
        with application(settings, os.environ, needed=found.uses_flask_migrate) as app:
            return migrations_directory(app)
    except ApplicationUnavailable as error:
        error.mend += " `tk init -t generic` and `tk init -t flask DIRECTORY` do without the application."
        if template is None:
            raise
        return None


def _name(template: str | None, multidb: bool, *, is_flask: bool) -> str:
    if template is None:
        family = "flask" if is_flask else ""
        return "-".join(filter(None, (family, "multidb"))) if multidb else family or "generic"
    if multidb and "multidb" not in template and os.sep not in template:
        raise CommandRefused(
            f"--multidb and --template {template} name two layouts.",
            mend=f"Leave --multidb out, or --template {template}.",
        )
    return template


def _target(settings: Settings, layout: Layout, directory: str) -> Target:
    scripts = settings.directory / directory
    ini, toml = configuration.intended(settings, os.environ)
    # Flask-Migrate's own place for it.
    ini = scripts / "alembic.ini" if layout.is_flask else ini
    return Target(directory=settings.directory, scripts=scripts, ini=ini, toml=toml)


def _url(settings: Settings) -> tuple[str, bool]:
    """The URL of the command line, and whether it holds a secret: one from elsewhere is found there again."""
    if not settings.url or settings.sources.get("url") != "command line":
        return "", False
    try:
        url = make_url(settings.url)
    except (ArgumentError, ValueError) as error:
        raise UrlInvalid(
            "The database URL cannot be parsed.",
            where="--url",
            mend="Write it as dialect+driver://user:password@host:port/database, the password percent-encoded.",
        ) from error
    return settings.url, bool(url.password) or any(passwords_in(settings.url))
