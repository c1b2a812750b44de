"""The schema at head, as a file beside the revisions."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.projects.maker import LINE, Revision
from tests.projects.opened import Heard
from tests.workflows.conftest import MakeSettings
from toolkit.catalog.reading import from_text
from toolkit.errors import CommandRefused
from toolkit.workflows.migrate import migrate
from toolkit.workflows.snapshot import snapshot

ONE = Revision("aa11")
MODEL = "sa.Table('t_aa11', target_metadata, sa.Column('id', sa.Integer, primary_key=True))"


def read(directory: Path):
    return from_text((directory / "scripts/snapshots/sqlite.json").read_text(encoding="utf-8"))


def test_it_holds_what_the_revisions_make_and_nothing_of_alembic(project: MakeSettings, tmp_path: Path) -> None:
    answer = snapshot(project(), Heard().append, from_database=False)
    assert answer.files == ("scripts/snapshots/sqlite.json",)
    found = read(tmp_path)
    assert [table.name for table in found.catalog.tables] == ["t_aa11", "t_ab22", "t_cc33"]
    assert found.heading["heads"] == ["cc33"]
    assert found.heading["models"] is None, "the models have no table"
    assert found.catalog.server_version == "", "SQLite tells a schema alike, whatever its version"


def test_it_is_the_same_when_nothing_changed(project: MakeSettings, tmp_path: Path) -> None:
    settings = project()
    snapshot(settings, Heard().append, from_database=False)
    first = (tmp_path / "scripts/snapshots/sqlite.json").read_bytes()
    migrate(settings, "head", Heard().append)
    snapshot(settings, Heard().append, from_database=False)
    snapshot(settings, Heard().append, from_database=True)
    assert (tmp_path / "scripts/snapshots/sqlite.json").read_bytes() == first


def test_models_that_agree_are_noted(project: MakeSettings, tmp_path: Path) -> None:
    settings = project(ONE, models=MODEL)
    snapshot(settings, Heard().append, from_database=False)
    assert len(str(read(tmp_path).heading["models"])) == 64


def test_from_a_database_that_is_behind(project: MakeSettings) -> None:
    settings = project()
    migrate(settings, "+1", Heard().append)
    with pytest.raises(CommandRefused, match="not at the head"):
        snapshot(settings, Heard().append, from_database=True)


def test_a_history_that_cannot_start_from_nothing(project: MakeSettings, tmp_path: Path) -> None:
    first = Revision("aa11", upgrade="op.add_column('elsewhere', sa.Column('x', sa.Integer))")
    settings = project(first, *LINE[1:])
    with pytest.raises(CommandRefused, match="aa11") as refused:
        snapshot(settings, Heard().append, from_database=False)
    assert "--from-database" in refused.value.mend
    engine = sa.create_engine(f"sqlite:///{tmp_path}/app.db")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE elsewhere (id INTEGER)")
    engine.dispose()
    migrate(settings, "head", Heard().append)
    snapshot(settings, Heard().append, from_database=True)
    assert [table.name for table in read(tmp_path).catalog.tables] == ["elsewhere", "t_ab22", "t_cc33"]
