"""Where the history parts."""

from __future__ import annotations

from tests.projects.maker import BRANCHES
from tests.workflows.conftest import MakeSettings
from toolkit.workflows.branches import branches


def test_none(project: MakeSettings) -> None:
    assert branches(project()).revisions == ()


def test_the_branch_point_with_its_followers(project: MakeSettings) -> None:
    [entry] = branches(project(*BRANCHES)).revisions
    assert (entry.revision, entry.is_branch_point) == ("aa11", True)
    assert sorted(line.strip() for line in entry.line.splitlines()[1:] if line.strip()) == [
        "-> bb22 (left)",
        "-> dd44 (right)",
    ]
