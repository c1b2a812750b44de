"""What a run says when it cannot go on."""

from __future__ import annotations

from pathlib import Path

from tests.projects.maker import LINE, make_project
from tests.projects.opened import settings_of
from toolkit.execution.refusals import head_unknown, never_ran, turn_lost
from toolkit.project import opened


def test_each_names_the_place_and_the_way_out(tmp_path: Path) -> None:
    make_project(tmp_path, LINE)
    with opened(settings_of(tmp_path), "upgrade") as project:
        unknown, silent = head_unknown(["zz11", "zz22"], project), never_ran(project)
    assert str(unknown) == "The database is at revision zz11, zz22, which no revision file has."
    assert unknown.where == str(tmp_path / "scripts/versions")
    assert silent.where == str(tmp_path / "scripts/env.py")
    assert all(refusal.mend for refusal in (unknown, silent, turn_lost()))
