"""Which of two heads is mine."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from tests.projects.maker import BRANCHES, Revision
from tests.revising.conftest import MakeHistory
from tests.revising.repositories import Repository
from toolkit.errors import CommandRefused
from toolkit.revising.contests import contests_of
from toolkit.revising.ownership import Choice, by_git, by_name, published

BASE, MINE, THEIRS = Revision("aa11"), Revision("bb22", "aa11"), Revision("cc33", "aa11")
MORE = Revision("dd44", "bb22")


def chosen(history: MakeHistory, *revisions: Revision) -> Choice:
    script = history(*revisions)
    [contest] = contests_of(script)
    return by_git(script, contest)


def test_what_the_default_branch_does_not_have(history: MakeHistory, tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit(BASE, THEIRS)
    repository.git("switch", "-q", "-c", "mine")
    repository.commit(MINE)
    repository.write(MORE)
    choice = chosen(history, BASE, THEIRS, MINE, MORE)
    assert [script.revision for script in choice.line.moved] == ["bb22", "dd44"]
    assert choice.line.onto.revision == "cc33"
    assert choice.reason == "dd44 is not in main, cc33 is"


def test_a_branch_that_was_pushed_and_took_in_the_default_branch(tmp_path: Path) -> None:
    """Its upstream has my revision, and not yet theirs: still theirs stays."""
    origin = Repository(tmp_path / "origin")
    origin.commit(BASE)
    here = origin.clone(tmp_path / "clone")
    here.git("switch", "-q", "-c", "mine")
    here.commit(MINE)
    here.git("push", "-q", "-u", "origin", "mine")
    origin.commit(THEIRS)
    here.git("fetch", "-q")
    here.git("merge", "-q", "--no-edit", "origin/main")
    script = ScriptDirectory(str(here.directory / "scripts"))
    [contest] = contests_of(script)
    assert by_git(script, contest).line.first.revision == "bb22"


def test_a_branch_that_somebody_else_pushed_is_not_mine(tmp_path: Path) -> None:
    """My branch is pushed with my revision, and theirs came in from a branch that is not the default one."""
    origin = Repository(tmp_path / "origin")
    origin.commit(BASE)
    here = origin.clone(tmp_path / "clone")
    here.git("switch", "-q", "-c", "mine")
    here.commit(MINE)
    here.git("push", "-q", "-u", "origin", "mine")
    origin.git("switch", "-q", "-c", "develop")
    origin.commit(THEIRS)
    here.git("fetch", "-q")
    here.git("merge", "-q", "--no-edit", "origin/develop")
    script = ScriptDirectory(str(here.directory / "scripts"))
    [contest] = contests_of(script)
    with pytest.raises(CommandRefused) as refused:
        by_git(script, contest)
    assert "cc33 is not in origin/mine, but in another branch of a remote" in refused.value.why


def test_what_is_not_committed_where_nothing_else_tells(history: MakeHistory, tmp_path: Path) -> None:
    repository = Repository(tmp_path, branch="trunk")
    repository.commit(BASE, THEIRS)
    repository.write(MINE)
    choice = chosen(history, BASE, THEIRS, MINE)
    assert choice.reason == "bb22 is not in the commits here, cc33 is"


def test_git_does_not_tell(history: MakeHistory, tmp_path: Path) -> None:
    with pytest.raises(CommandRefused) as refused:
        chosen(history, BASE, THEIRS, MINE)
    assert "git knows nothing" in refused.value.why
    repository = Repository(tmp_path)
    repository.git("commit", "-q", "--allow-empty", "-m", "nothing")
    with pytest.raises(CommandRefused) as refused:
        chosen(history)
    assert "neither is in main" in refused.value.why
    repository.commit(BASE, THEIRS, MINE)
    with pytest.raises(CommandRefused) as refused:
        chosen(history)
    assert "both are in main" in refused.value.why
    assert "tk rebase bb22" in refused.value.mend


def test_a_line_that_is_partly_published(history: MakeHistory, tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit(BASE, THEIRS, MINE)
    repository.write(MORE)
    with pytest.raises(CommandRefused, match="bb22 belongs to the line") as refused:
        chosen(history, BASE, THEIRS, MINE, MORE)
    assert "tk merge" in refused.value.mend


def test_more_than_two_heads(history: MakeHistory) -> None:
    with pytest.raises(CommandRefused, match="3 heads"):
        chosen(history, BASE, MINE, THEIRS, Revision("ee55", "aa11"))


def test_a_branch_that_may_be_meant(history: MakeHistory, tmp_path: Path) -> None:
    Repository(tmp_path).commit(BASE, Revision("cc33", "aa11", labels="side"))
    with pytest.raises(CommandRefused, match="do not have the same branch labels"):
        chosen(history, MINE)


def test_by_name(history: MakeHistory, tmp_path: Path) -> None:
    Repository(tmp_path).commit(BASE, MINE)
    script = history(BASE, MINE, THEIRS)
    [contest] = contests_of(script)
    line = by_name(script, contest, script.get_revision("bb22"), None).line
    assert (line.first.revision, line.onto.revision) == ("bb22", "cc33")
    [said] = published(line, tmp_path)
    assert said.startswith("bb22 is in main already")
    with pytest.raises(CommandRefused, match="aa11 is no head"):
        by_name(script, contest, script.get_revision("bb22"), script.get_revision("aa11"))


def test_by_name_among_branches_that_are_meant(history: MakeHistory) -> None:
    script = history(*BRANCHES, Revision("ee66", labels="third"))
    with pytest.raises(CommandRefused, match="On top of which head"):
        by_name(script, (), script.get_revision("bc33"), None)
    line = by_name(script, (), script.get_revision("bc33"), script.get_revision("de55")).line
    assert line.first.revision == "bb22"
