"""Two people wrote a revision on the same parent."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.projects.maker import BRANCHES, LINE, MERGED, Revision, make_project
from tests.projects.opened import settings_of
from tests.revising.repositories import Repository
from toolkit.drift.findings.multiple_heads import multiple_heads
from toolkit.drift.locating import Locator
from toolkit.finding import Finding
from toolkit.project import opened

FORK = (Revision("aa11"), Revision("bb22", "aa11"), Revision("cc33", "aa11"))
HALF_LABELLED = (Revision("aa11"), Revision("bb22", "aa11", labels="side"), Revision("cc33", "aa11"))


def findings(directory: Path, revisions: tuple[Revision, ...]) -> list[Finding]:
    make_project(directory, revisions)
    with opened(settings_of(directory), "check") as project:
        heads = project.script.get_revisions(project.script.get_heads())
        return list(multiple_heads(heads, Locator(project).of_revision))


@pytest.mark.parametrize("revisions", [(), LINE, MERGED], ids=["none", "line", "merged"])
def test_one_head_or_none(revisions: tuple[Revision, ...], tmp_path: Path) -> None:
    assert findings(tmp_path, revisions) == []


def test_two_heads_are_named_with_the_command_that_joins_them(tmp_path: Path) -> None:
    [finding] = findings(tmp_path, FORK)
    assert finding.subject == "heads bb22, cc33"
    files = ("scripts/versions/bb22_create.py", "scripts/versions/cc33_create.py")
    assert finding.fact == f"The history has 2 heads: bb22 ({files[0]}), cc33 ({files[1]})."
    assert finding.remedy == 'tk rebase, or tk merge bb22 cc33 -m "join"'
    assert finding.location is not None
    assert finding.location.file in files


def test_who_wrote_them_is_told_where_git_knows(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit(FORK[1])
    shutil.rmtree(tmp_path / "scripts")
    [finding] = findings(tmp_path, FORK)
    assert finding.consequence.endswith(" bb22: Ann Lee, 2026-03-04; cc33: not committed yet.")


def test_two_heads_of_one_branch_that_has_a_label(tmp_path: Path) -> None:
    [finding] = findings(tmp_path, (*BRANCHES, Revision("ee66", "bb22")))
    assert finding.fact.startswith("The branch left has 2 heads: bc33 (")


def test_a_head_without_a_label_beside_a_branch_that_has_one(tmp_path: Path) -> None:
    [finding] = findings(tmp_path, HALF_LABELLED)
    assert finding.location is not None
    assert finding.location.file.endswith("cc33_create.py")
    assert finding.remedy == 'tk merge bb22 cc33 -m "join"'


def test_branches_that_carry_labels_are_meant(tmp_path: Path) -> None:
    """Alembic gives the label of a branch to every revision of it."""
    assert findings(tmp_path, BRANCHES) == []
