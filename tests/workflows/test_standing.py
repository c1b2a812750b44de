"""Where the databases stand, only looked at."""

from __future__ import annotations

import sqlalchemy as sa

from tests.projects.opened import Heard
from tests.workflows.conftest import MakeSettings
from toolkit.settings import Settings
from toolkit.workflows.migrate import migrate
from toolkit.workflows.opening import open_project
from toolkit.workflows.standing import read_standing


def test_nothing_is_written(project: MakeSettings) -> None:
    with open_project(project(), "current") as opened:
        [database] = read_standing(opened, pending=True)
    assert [entry.revision for entry in database.pending] == ["aa11", "ab22", "cc33"]
    assert sa.inspect(sa.create_engine("sqlite:///app.db", poolclass=sa.NullPool)).get_table_names() == []


def test_pending_is_what_is_left(project: MakeSettings) -> None:
    settings = project()
    migrate(settings, "ab22", Heard().append)
    with open_project(settings, "current") as opened:
        [database] = read_standing(opened, pending=True)
        assert [entry.revision for entry in database.pending] == ["cc33"]
        assert read_standing(opened)[0].pending == ()
    assert database.place.backend == "sqlite"


def test_an_unknown_revision_is_told(project: MakeSettings) -> None:
    settings: Settings = project()
    migrate(settings, "head", Heard().append)
    (settings.directory / "scripts/versions/cc33_create.py").unlink()
    with open_project(settings, "current") as opened:
        [database] = read_standing(opened, pending=True)
    assert (database.unknown, database.current, database.pending, database.at_head) == (("cc33",), (), (), False)
