"""What git knows of revision files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects.maker import Revision
from tests.revising.repositories import Repository
from toolkit.revising.git import committed, default_branches, is_elsewhere, share_repository, upstream, writer

FOLDER = "scripts/versions"
ONE, TWO = Revision("aa11"), Revision("bb22", "aa11")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "work")


def file(repository: Repository, revision: Revision) -> Path:
    return repository.directory / FOLDER / f"{revision.name}_create.py"


def test_who_wrote_a_file(repository: Repository, tmp_path: Path) -> None:
    repository.commit(ONE)
    file(repository, ONE).write_text(f"{ONE.text()}# edited later\n")
    repository.git("-c", "user.name=Somebody Else", "commit", "-q", "-a", "-m", "edited")
    repository.write(TWO)
    assert writer(file(repository, ONE)) == "Ann Lee, 2026-03-04"
    assert writer(file(repository, TWO)) == "not committed yet"
    (tmp_path / "elsewhere.py").touch()
    assert writer(tmp_path / "elsewhere.py") == ""


def test_names_that_look_like_patterns(repository: Repository) -> None:
    repository.commit(ONE)
    odd = file(repository, ONE).with_name("-[a] *é.py")
    file(repository, ONE).rename(odd)
    repository.commit()
    file(repository, ONE).touch()
    assert (writer(odd), writer(file(repository, ONE))) == ("Ann Lee, 2026-03-04", "not committed yet")


def test_a_shallow_clone_does_not_know_who_wrote_a_file(repository: Repository, tmp_path: Path) -> None:
    repository.commit(ONE)
    repository.commit(TWO)
    shallow = repository.clone(tmp_path / "shallow", "--depth", "1")
    assert writer(file(shallow, ONE)) == ""


def test_without_git(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit(ONE)
    monkeypatch.setenv("PATH", "/nowhere")
    assert writer(file(repository, ONE)) == ""
    assert default_branches(repository.directory) == ()


def test_the_variables_of_a_hook_lead_nowhere_else(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.commit(ONE)
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index.lock")
    assert writer(file(repository, ONE)) == "Ann Lee, 2026-03-04"


def test_the_own_default_branch_counts_where_there_is_no_remote(repository: Repository) -> None:
    assert default_branches(repository.directory) == committed(repository.directory) == ()
    repository.commit(ONE)
    repository.git("switch", "-q", "-c", "mine")
    repository.commit(TWO)
    [main] = default_branches(repository.directory)
    assert (main.name, main.has(file(repository, ONE), "aa11"), main.has(file(repository, TWO), "bb22")) == (
        "main",
        True,
        False,
    )
    [here] = committed(repository.directory)
    assert here.has(file(repository, TWO), "bb22")
    assert upstream(repository.directory) == ()


def test_remotes(repository: Repository, tmp_path: Path) -> None:
    repository.commit(ONE)
    clone = repository.clone(tmp_path / "clone")
    clone.git("switch", "-q", "-c", "mine")
    clone.commit(TWO)
    clone.git("push", "-q", "-u", "origin", "mine")
    assert [branch.name for branch in default_branches(clone.directory)] == ["origin/main"]
    [pushed] = upstream(clone.directory)
    assert (pushed.name, pushed.has(file(clone, TWO), "bb22")) == ("origin/mine", True)
    assert (is_elsewhere(file(clone, TWO), [pushed]), is_elsewhere(file(clone, TWO), [])) == (False, True)
    assert share_repository(file(clone, ONE), file(clone, TWO))
    assert not share_repository(file(clone, ONE), file(repository, ONE))


def test_a_file_under_another_name_is_the_same_revision(repository: Repository) -> None:
    repository.commit(ONE, TWO)
    renamed = file(repository, ONE).with_name("renamed.py")
    file(repository, ONE).rename(renamed)
    [main] = default_branches(repository.directory)
    assert main.has(renamed, "aa11")
    assert not main.has(renamed, "aa1")
