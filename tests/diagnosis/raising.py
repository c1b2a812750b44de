"""Errors as they really come: from a project that is run, not made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.projects.opened import settings_of
from toolkit.errors import TkError
from toolkit.workflows.migrate import migrate

INI = "[alembic]\nscript_location = %(here)s/migrations\npath_separator = os\nsqlalchemy.url = {url}\n"
ENV = """\
from alembic import context
from sqlalchemy import engine_from_config, pool

engine = engine_from_config(context.config.get_section("alembic"), prefix="sqlalchemy.", poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
REVISION = """\
import sqlalchemy as sa
from alembic import op

revision = "one"
down_revision = None


def upgrade():
    {upgrade}


def downgrade():
    pass
"""


class Ground:
    """A project in which one thing is wrong."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.versions = directory / "migrations/versions"
        self.versions.mkdir(parents=True)
        self.url(f"sqlite:///{directory / 'app.db'}")
        self.env(ENV)
        self.upgrade("pass")

    def url(self, url: str) -> None:
        (self.directory / "alembic.ini").write_text(INI.format(url=url.replace("%", "%%")), encoding="utf-8")

    def env(self, text: str) -> None:
        (self.directory / "migrations/env.py").write_text(text, encoding="utf-8")

    def upgrade(self, statements: str) -> None:
        self.revision(REVISION.format(upgrade=statements))

    def revision(self, text: str, name: str = "one") -> None:
        (self.versions / f"{name}.py").write_text(text, encoding="utf-8")

    def error(self, **settings: Any) -> TkError:
        """What stops `tk migrate` here."""
        try:
            migrate(settings_of(self.directory, connect_timeout=1.0, **settings), "head", lambda event: None)
        except TkError as error:
            return error
        raise AssertionError("nothing stopped it")


def told(error: TkError) -> str:
    return f"{type(error).__name__} | {error.what} | {error.where} | {error.why} | {error.mend}"
