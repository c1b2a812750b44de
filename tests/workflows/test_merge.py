"""One revision that follows several."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects.maker import BRANCHES
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
