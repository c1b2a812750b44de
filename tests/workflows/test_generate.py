"""Generated revisions: what the file and the screen say of the proof."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.projects.maker import Revision
from tests.workflows.conftest import MakeSettings
from toolkit.errors import ShadowUnavailable
from toolkit.workflows import generate
from toolkit.workflows.migrate import migrate
from toolkit.workflows.revise import revise

MODEL = "sa.Table('t', target_metadata, sa.Column('id', sa.Integer, primary_key=True), sa.Column('n', sa.Integer))"
FIRST = Revision("aa11", upgrade="op.create_table('t', sa.Column('id', sa.Integer, primary_key=True))")


def untold(event: object) -> None:
    """Nobody listens."""


def test_the_file_and_the_screen_say_that_it_is_proved(project: MakeSettings) -> None:
    settings = project(FIRST, models=MODEL)
    migrate(settings, "head", untold)
    answer = revise(settings, autogenerate=True, rev_id="bb22")
    assert answer.notes[0].startswith("Proved on a shadow of sqlite")
    assert answer.notes[0] in Path(answer.files[0]).read_text()


def test_where_no_shadow_can_be_made_it_is_told(project: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = project(FIRST, models=MODEL)
    migrate(settings, "head", untold)

    def refuse(*given: Any) -> Any:
        raise ShadowUnavailable("The user may not create a shadow database.", mend="GRANT it.")

    monkeypatch.setattr("toolkit.autogenerate.plugin.compare", refuse)
    answer = revise(settings, autogenerate=True, rev_id="bb22")
    assert answer.notes[:2] == ("Not proved: The user may not create a shadow database.", "GRANT it.")
    assert "add_column('t'" in Path(answer.files[0]).read_text()


def test_a_revision_of_nothing_is_not_tried(project: MakeSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = project(FIRST, models=MODEL.replace(", sa.Column('n', sa.Integer)", ""))
    migrate(settings, "head", untold)
    monkeypatch.setattr(generate, "prove", None)
    answer = revise(settings, autogenerate=True, rev_id="bb22")
    assert answer.notes == ()
    assert "pass" in Path(answer.files[0]).read_text()
