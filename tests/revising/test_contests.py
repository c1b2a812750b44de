"""Heads that nobody meant to have."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects.maker import BRANCHES, LINE, Revision
from tests.revising.conftest import MakeHistory
from tests.revising.repositories import Repository
from toolkit.revising.contests import (
    contests,
    contests_of,
    counted,
    is_of_one_branch,
    names_of,
    notice,
    shown,
    told,
    ways_out,
)

FORK = (Revision("aa11"), Revision("bb22", "aa11"), Revision("cc33", "aa11"))
ON_ONE_BRANCH = (*BRANCHES, Revision("ee66", "bb22"))
THREE = (*FORK, Revision("dd44", "aa11"))
HALF_LABELLED = (Revision("aa11"), Revision("bb22", "aa11", labels="side"), Revision("cc33", "aa11"))


@pytest.mark.parametrize(
    ("revisions", "found"),
    [
        (LINE, []),
        (BRANCHES, []),
        (FORK, ["bb22, cc33"]),
        (THREE, ["bb22, cc33, dd44"]),
        (HALF_LABELLED, ["bb22, cc33"]),
        (ON_ONE_BRANCH, ["bc33, ee66"]),
        ((Revision("aa11", labels="core"), *FORK[1:2], Revision("cc33", "aa11", labels="side")), ["bb22, cc33"]),
    ],
)
def test_which_heads(history: MakeHistory, revisions: tuple[Revision, ...], found: list[str]) -> None:
    assert [names_of(contest) for contest in contests_of(history(*revisions))] == found


def test_no_heads() -> None:
    assert contests([]) == contests([None]) == ()


def test_a_notice_names_both_with_their_files_and_writers(history: MakeHistory, tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit(*FORK[:2])
    [contest] = contests_of(history(*FORK))
    repository.write(FORK[2])
    told_of = [told(head, tmp_path) for head in contest]
    assert told_of == [
        "bb22 in scripts/versions/bb22_create.py (Ann Lee, 2026-03-04)",
        "cc33 in scripts/versions/cc33_create.py (not committed yet)",
    ]
    assert notice(contest, tmp_path) == f"The history has 2 heads: {'; '.join(told_of)}. {ways_out(contest)}"
    assert "`tk merge bb22 cc33`" in ways_out(contest)
    assert shown(contest[0], tmp_path / "elsewhere") == str(tmp_path / "scripts/versions/bb22_create.py")


def test_heads_of_one_branch_and_more_than_two(history: MakeHistory) -> None:
    [contest] = contests_of(history(*ON_ONE_BRANCH))
    assert counted(contest) == "The branch left has 2 heads"
    assert is_of_one_branch(contest)


def test_a_branch_with_a_label_is_not_told_to_move(history: MakeHistory) -> None:
    [contest] = contests_of(history(*HALF_LABELLED))
    assert not is_of_one_branch(contest)
    assert "tk rebase" not in ways_out(contest)
    assert counted(contest) == "The history has 2 heads"


def test_more_than_two_need_names(history: MakeHistory) -> None:
    [contest] = contests_of(history(*THREE))
    assert ways_out(contest).startswith("`tk rebase REVISION --onto HEAD`")
