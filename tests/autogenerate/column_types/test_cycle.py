"""Every type goes through a whole cycle on every backend that can hold it; the others are told beforehand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.autogenerate.column_types.kinds import ALL, OWN, UTILS, column_name
from tests.conftest import MakeDatabase
from tests.projects.maker import Revision, make_project
from tests.projects.opened import Heard, settings_of
from tests.servers.database import Database
from toolkit.drift.checking import Parts
from toolkit.errors import ColumnTypeUnavailable
from toolkit.settings import Settings
from toolkit.workflows.check import check
from toolkit.workflows.downgrade import downgrade
from toolkit.workflows.migrate import migrate
from toolkit.workflows.revise import revise

MODELS = """\
import os
from tests.autogenerate.column_types.kinds import table

table(target_metadata, {backend!r}, everything=os.environ.get("EVERYTHING") == "1")
"""
EXTENSIONS = {
    "upgrade": "[op.execute(f'CREATE EXTENSION IF NOT EXISTS {one}') for one in ('ltree', 'hstore')]",
    "downgrade": "[op.execute(f'DROP EXTENSION {one}') for one in ('ltree', 'hstore')]",
}
EVERY = Parts(models=True, live=True, migrations=True)


@pytest.fixture
def settings(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A project whose database has what PostgreSQL keeps in an extension."""
    monkeypatch.chdir(tmp_path)
    models = MODELS.format(backend=database.backend)
    first = (
        Revision("aa11", **EXTENSIONS)
        if database.backend == "postgresql"
        else Revision("aa11", upgrade="pass", downgrade="pass")
    )
    make_project(tmp_path, [first], url=database.url, models=models)
    settings = replace(settings_of(tmp_path), no_trash="its columns would keep the extension")
    migrate(settings, "head", Heard().append)
    return settings


def test_a_cycle(database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(Path("scripts/versions").iterdir())
    monkeypatch.setenv("EVERYTHING", "1")
    with pytest.raises(ColumnTypeUnavailable) as raised:
        revise(settings, autogenerate=True, rev_id="bb22")
    told = raised.value.what.split(" of ", 1)[1].split(", so no")[0].split(", ")
    missing = {f"kinds.{column_name(case)}" for case in (*UTILS, *OWN) if database.backend not in case.on}
    assert set(told) == missing
    assert set(Path("scripts/versions").iterdir()) - before <= {Path("scripts/versions/__pycache__")}
    monkeypatch.setenv("EVERYTHING", "0")
    revise(settings, autogenerate=True, rev_id="bb22")
    migrate(settings, "head", Heard().append)
    assert [(one.name, one.subject, one.fact) for one in check(settings, EVERY, Heard().append).findings] == []
    downgrade(settings, "base", Heard().append)
    with sa.create_engine(database.url, poolclass=sa.NullPool).connect() as connection:
        assert not sa.inspect(connection).has_table("kinds")


def test_one_history_for_every_backend(
    make_database: MakeDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written on SQLite, run on the others: what the models say there is what is made."""
    monkeypatch.chdir(tmp_path)
    databases = {backend: make_database(backend).url for backend in ALL}
    make_project(tmp_path, (), url=databases["sqlite"], models=MODELS.format(backend="every"))
    settings = settings_of(tmp_path)
    revise(settings, autogenerate=True, rev_id="aa11")
    for url in databases.values():
        there = replace(settings, url=url)
        migrate(there, "head", Heard().append)
        assert [(one.name, one.subject, one.fact) for one in check(there, EVERY, Heard().append).findings] == []
