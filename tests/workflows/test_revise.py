"""A new revision file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects.maker import Revision
from tests.projects.opened import Heard
from tests.workflows.conftest import MakeSettings
from toolkit.errors import CommandRefused, TkError
from toolkit.workflows.migrate import migrate
from toolkit.workflows.revise import revise

MODEL = "sa.Table('t_aa11', target_metadata, sa.Column('id', sa.Integer, primary_key=True))"
NOTHING = "def process(context, revision, directives):\n    directives[:] = []\n"


def test_an_empty_file(project: MakeSettings, capsys: pytest.CaptureFixture[str]) -> None:
    written = revise(project(), message="more", rev_id="dd44")
    assert written.revisions == ("dd44",)
    assert "down_revision = 'cc33'" in Path(written.files[0]).read_text(encoding="utf-8")
    assert capsys.readouterr().out == ""


def test_from_the_difference(project: MakeSettings) -> None:
    settings = project(Revision("aa11", upgrade="pass"), models=MODEL)
    migrate(settings, "head", Heard().append)
    [path] = revise(settings, autogenerate=True, rev_id="bb22").files
    assert "op.create_table('t_aa11'" in Path(path).read_text(encoding="utf-8")


def test_a_project_that_drops_the_file(project: MakeSettings) -> None:
    settings = project(Revision("aa11"), models=MODEL, prelude=NOTHING, options="process_revision_directives=process")
    migrate(settings, "head", Heard().append)
    written = revise(settings, autogenerate=True)
    assert written.files == ()
    assert "no file was written" in written.notes[0]


def test_refusals(project: MakeSettings) -> None:
    settings = project()
    with pytest.raises(CommandRefused):
        revise(settings, autogenerate=True, sql=True)
    with pytest.raises(TkError):
        revise(settings, head="ab22")
