"""A new revision file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects.maker import LINE, Revision
from tests.projects.opened import Heard
from tests.workflows.conftest import MakeSettings
from toolkit.errors import CommandRefused, MultipleHeads, TkError
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


def test_a_second_head_is_told(project: MakeSettings) -> None:
    settings = project()
    [note] = revise(settings, head="ab22", splice=True, rev_id="dd44").notes
    assert note.startswith("The history has 2 heads: cc33 in scripts/versions/cc33_create.py; dd44 in ")
    assert "`tk rebase`" in note


def test_two_heads_are_told_before_a_database_is_asked(project: MakeSettings) -> None:
    settings = project(*LINE, Revision("dd44", "ab22"), url="postgresql+psycopg://app@127.0.0.1:1/app", models=MODEL)
    with pytest.raises(MultipleHeads) as refused:
        revise(settings, autogenerate=True)
    assert {"scripts/versions/cc33_create.py:", "scripts/versions/dd44_create.py:"} <= {
        part[: part.rindex(":") + 1] for part in refused.value.where.split("; ")
    }
    assert "tk rebase" in refused.value.mend
