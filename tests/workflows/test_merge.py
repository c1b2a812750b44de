"""One revision that follows several."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects.maker import BRANCHES, LINE, Revision
from tests.workflows.conftest import MakeSettings
from toolkit.errors import TargetInvalid
from toolkit.workflows.heads import heads
from toolkit.workflows.merge import merge


def test_the_file_names_its_parents(project: MakeSettings) -> None:
    settings = project(*BRANCHES)
    written = merge(settings, ("heads",), message="joined", rev_id="ff66", branch_label="both")
    [path] = written.files
    assert "down_revision = ('bc33', 'de55')" in Path(path).read_text(encoding="utf-8")
    [entry] = heads(settings).revisions
    assert (entry.revision, "both" in entry.branch_labels) == ("ff66", True)


def test_no_head(project: MakeSettings) -> None:
    with pytest.raises(TargetInvalid):
        merge(project(*BRANCHES), ("nowhere", "heads"))


def test_stdout_is_left_alone(project: MakeSettings, capsys: pytest.CaptureFixture[str]) -> None:
    merge(project(*BRANCHES), ("heads",))
    assert capsys.readouterr().out == ""


def test_nothing_to_join(project: MakeSettings) -> None:
    settings = project(*LINE)
    answer = merge(settings, ("heads",))
    assert answer.notes == ("There is nothing to join: the history has one head, cc33. No file was written.",)
    assert answer.files == ()
    assert len(heads(settings).revisions) == 1


def test_what_is_left_to_join(project: MakeSettings) -> None:
    settings = project(*LINE, Revision("dd44", "aa11"), Revision("ee55", "aa11"))
    [note] = merge(settings, ("cc33", "dd44"), rev_id="ff66").notes
    assert note.startswith("The history has 2 heads: ee55")
    assert merge(settings, ("ee55",), rev_id="ff77").notes[0] == "It joins nothing: ff77 follows one revision."
