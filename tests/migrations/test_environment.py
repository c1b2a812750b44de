"""The environment: where it finds its database, and what it leaves alone."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config

from tests.migrations.history import ROOT, configuration, execute, revisions
from tests.servers.database import Database

VERSION = "SELECT version_num FROM alembic_version"
LOGGING = """
[alembic]
script_location = {root}/migrations
sqlalchemy.url = {url}
[loggers]
keys = root
[handlers]
keys =
[formatters]
keys =
[logger_root]
level = WARNING
handlers =
"""


def test_alembics_url_comes_first(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    command.upgrade(configuration(database.url), "head")
    assert execute(database, VERSION) == [(revisions()[-1],)]
    assert not (tmp_path / "other.db").exists()


def test_then_the_environments(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database.url)
    command.upgrade(configuration(""), "0001_users")
    assert execute(database, VERSION) == [("0001_users",)]


def test_else_a_file_in_the_working_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    command.upgrade(Config(toml_file=ROOT / "pyproject.toml"), "0001_users")
    assert (tmp_path / "reference.db").exists()


def test_loggers_of_the_application_stay_enabled(sqlite: Database, tmp_path: Path) -> None:
    logger = logging.getLogger("application_under_test")
    root = logging.getLogger()
    level, handlers = root.level, root.handlers[:]
    ini = tmp_path / "alembic.ini"
    ini.write_text(LOGGING.format(root=ROOT, url=sqlite.url))
    try:
        command.upgrade(Config(ini), "0001_users")
    finally:
        # fileConfig sets the root logger up, as it was told to.
        root.setLevel(level)
        root.handlers[:] = handlers
    assert not logger.disabled
    assert execute(sqlite, VERSION) == [("0001_users",)]
