"""My revisions on top of the other head."""

from __future__ import annotations

import py_compile
from pathlib import Path

import pytest

from tests.projects.maker import BRANCHES, LINE, Revision
from tests.revising.repositories import Repository
from tests.workflows.conftest import MakeSettings
from toolkit.errors import CommandRefused, RevisionFilesBroken, TargetInvalid
from toolkit.workflows.heads import heads
from toolkit.workflows.rebase import rebase

BASE, MINE, MORE, THEIRS = (
    Revision("aa11"),
    Revision("bb22", "aa11"),
    Revision("dd44", "bb22"),
    Revision("cc33", "aa11"),
)
FORK = (BASE, MINE, MORE, THEIRS)
FILE = Path("scripts/versions/bb22_create.py")


def test_git_says_which(project: MakeSettings, tmp_path: Path) -> None:
    settings = project(*FORK)
    repository = Repository(tmp_path)
    repository.git("add", "scripts/versions/aa11_create.py", "scripts/versions/cc33_create.py")
    repository.git("commit", "-q", "-m", "theirs")
    before = {path.name: path.read_text() for path in FILE.parent.glob("*.py")}
    answer = rebase(settings)
    assert [entry.revision for entry in answer.moved] == ["bb22", "dd44"]
    assert (answer.onto, answer.down_revision_before, answer.heads) == ("cc33", ("aa11",), ("dd44",))
    assert (answer.file, answer.notes) == (str(FILE), ())
    assert [place.database for place in answer.databases] == ["app.db"]
    expected = {**before, FILE.name: Revision("bb22", "cc33").text()}
    assert {path.name: path.read_text() for path in FILE.parent.glob("*.py")} == expected
    assert [entry.revision for entry in heads(settings).revisions] == ["dd44"]


@pytest.mark.parametrize("name", ["dd44", "bb22", "dd"])
def test_the_line_is_named(project: MakeSettings, name: str) -> None:
    answer = rebase(project(*FORK), name, offline=True)
    assert (answer.moved[0].down_revisions, answer.heads) == (("cc33",), ("dd44",))
    assert "No database was asked" in answer.notes[0]
    assert answer.databases == ()


def test_one_of_three_heads(project: MakeSettings) -> None:
    settings = project(*FORK, Revision("ee55", "aa11"))
    answer = rebase(settings, "bb22", onto="ee55")
    assert answer.heads == ("cc33", "dd44")
    assert answer.notes[-1].startswith("The history has 2 heads")


def test_a_base_of_its_own_and_branches_that_are_named(project: MakeSettings) -> None:
    settings = project(BASE, Revision("bb22"))
    assert rebase(settings, "bb22").moved[0].down_revisions == ("aa11",)
    assert "down_revision = 'aa11'" in FILE.read_text()


def test_nothing_to_move(project: MakeSettings) -> None:
    assert rebase(project(*LINE)).notes == ("There is nothing to move: the history has one head, cc33.",)


def test_branches_that_are_meant_move_only_by_name(project: MakeSettings) -> None:
    settings = project(*BRANCHES)
    [note] = rebase(settings).notes
    assert "each with a label of its own" in note
    assert rebase(settings, "dd44", onto="bc33").heads == ("de55",)


def test_refusals(project: MakeSettings) -> None:
    settings = project(*FORK)
    with pytest.raises(CommandRefused, match="which line is to move"):
        rebase(settings, onto="cc33")
    with pytest.raises(TargetInvalid):
        rebase(settings, "base")
    with pytest.raises(TargetInvalid):
        rebase(settings, "nowhere")
    with pytest.raises(CommandRefused, match="beneath every head"):
        rebase(settings, "aa11")


def test_two_pairs_of_heads(project: MakeSettings) -> None:
    pairs = (*BRANCHES, Revision("ee66", "bb22"), Revision("ff77", "dd44"))
    with pytest.raises(CommandRefused, match="The branch left has 2 heads, bc33, ee66; The branch right"):
        rebase(project(*pairs))


def test_a_parent_that_is_computed(project: MakeSettings) -> None:
    settings = project(*FORK)
    FILE.write_text(FILE.read_text().replace("= 'aa11'", "= 'aa' + '11'"))
    with pytest.raises(CommandRefused) as refused:
        rebase(settings, "bb22")
    assert "computed in line" in refused.value.why
    assert "down_revision = 'cc33'" in refused.value.mend


def test_what_does_not_become_a_history_is_put_back(project: MakeSettings) -> None:
    settings = project(*FORK)
    text = FILE.read_text().replace("branch_labels", "globals()['down_' + 'revision'] = 'aa11'\nbranch_labels")
    FILE.write_text(text)
    with pytest.raises(RevisionFilesBroken, match="put back"):
        rebase(settings, "bb22", offline=True)
    assert FILE.read_text() == text


def test_byte_code_alone(project: MakeSettings, tmp_path: Path) -> None:
    settings = project(*FORK)
    ini = tmp_path / "alembic.ini"
    ini.write_text(ini.read_text().replace("[alembic]", "[alembic]\nsourceless = true"))
    py_compile.compile(str(FILE), cfile=str(FILE.with_suffix(".pyc")))
    FILE.unlink()
    with pytest.raises(CommandRefused, match="no source file"):
        rebase(settings, "bb22")


def test_a_link_stays_one(project: MakeSettings, tmp_path: Path) -> None:
    settings = project(*FORK)
    target = tmp_path / "elsewhere.py"
    FILE.rename(target)
    FILE.symlink_to(target)
    rebase(settings, "bb22")
    assert FILE.is_symlink()
    assert "down_revision = 'cc33'" in target.read_text()
