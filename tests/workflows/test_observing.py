"""The databases of the project, before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.servers.database import Database
from tests.workflows.conftest import MakeSettings
from toolkit.errors import CommandRefused
from toolkit.project import opened
from toolkit.workflows.observing import databases_of


def test_each_is_found_with_where_it_stands(project: MakeSettings, database: Database) -> None:
    settings = project(url=database.url)
    with opened(settings, "current") as one:
        (found,) = databases_of(one)
    assert found.observed.place.backend == database.backend
    assert found.observed.heads == ()


def test_what_env_py_has_left_open_is_ours(project: MakeSettings, mariadb: Database, tmp_path: Path) -> None:
    settings = project(url=mariadb.url)
    env = tmp_path / "scripts/env.py"
    code = f"import sqlalchemy\nleft = sqlalchemy.create_engine({mariadb.url!r}).connect()\n"
    env.write_text(f"{code}left.exec_driver_sql('SELECT 1')\n{env.read_text()}")
    with opened(settings, "current") as one:
        (found,) = databases_of(one)
        ids = found.own_sessions()
    engine = sa.create_engine(mariadb.url)
    with engine.connect() as asking:
        there = asking.exec_driver_sql("SELECT id FROM information_schema.processlist").scalars().all()
    # The one of the migration is closed by and by.
    assert set(ids) & {str(id_) for id_ in there}


def test_another_database_than_the_one_asked_for_is_refused(project: MakeSettings, sqlite: Database) -> None:
    from dataclasses import replace

    settings = replace(project(url=sqlite.url), url="sqlite:////elsewhere/app.db")
    env = settings.directory / "scripts/env.py"
    env.write_text(
        f"from alembic import context\ncontext.config.set_main_option('sqlalchemy.url', {sqlite.url!r})\n{env.read_text()}"
    )
    with opened(settings, "current") as one, pytest.raises(CommandRefused, match="not to the URL asked for"):
        list(databases_of(one))
