"""Revision files as values."""

from __future__ import annotations

from tests.projects.maker import DEPENDENT, MERGED
from tests.workflows.conftest import MakeSettings
from toolkit.workflows.entries import entry_of
from toolkit.workflows.opening import open_project


def test_what_a_file_says(project: MakeSettings) -> None:
    with open_project(project(*MERGED), "show") as opened:
        entry = entry_of(opened.script.get_revision("ff66"))
        assert (entry.down_revisions, entry.branch_labels) == (("bc33", "de55"), ("left", "right"))
        assert (entry.is_merge_point, entry.is_head, entry.is_current) == (True, False, None)
        assert entry.doc == "Create ff66"


def test_dependencies(project: MakeSettings) -> None:
    with open_project(project(*DEPENDENT), "show") as opened:
        entry = entry_of(opened.script.get_revision("dd44"))
        assert (entry.down_revisions, entry.depends_on) == ((), ("aa11",))


def test_current_marks_the_line(project: MakeSettings) -> None:
    with open_project(project(), "show") as opened:
        script = opened.script.get_revision("cc33")
        assert entry_of(script, current=["cc33"]).line == "cc33 (head) (current)"
        entry = entry_of(script, current=["ab22"])
        assert (entry.line, entry.is_current) == ("cc33 (head)", False)
        assert entry_of(script, verbose=True).line == entry.details
