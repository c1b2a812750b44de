"""The hook of docs/ci.md, run by pre-commit itself."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.ci.conftest import Project
from tests.ci.page import block, shown


@pytest.fixture
def hooked(project: Project) -> Project:
    """The project as a repository of its own, since pre-commit runs hooks at the root."""
    models = project.directory / "models"
    models.mkdir()
    (models / "orders.py").write_text("", encoding="utf-8")
    (project.directory / ".pre-commit-config.yaml").write_text(block("pre-commit"), encoding="utf-8")
    for words in (["init", "--quiet"], ["add", "."]):
        assert project.run("git", *words).returncode == 0
    return project


def commit(project: Project, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """What pre-commit does when `git commit` calls it; with no network, since a system hook needs none."""
    return project.run(
        "pre-commit", "run", PRE_COMMIT_HOME=str(tmp_path / "pre-commit"), https_proxy="http://127.0.0.1:9"
    )


def test_agreement_passes(hooked: Project, tmp_path: Path) -> None:
    done = commit(hooked, tmp_path)
    assert (done.returncode, "Passed" in done.stdout) == (0, True), done.stdout + done.stderr


def test_drift_fails_and_says_why(hooked: Project, tmp_path: Path) -> None:
    hooked.drift()
    done = commit(hooked, tmp_path)
    assert (done.returncode, "error[" in done.stdout) == (1, True), done.stdout + done.stderr


def test_other_files_do_not_run_it(hooked: Project, tmp_path: Path) -> None:
    hooked.drift()
    assert hooked.run("git", "rm", "--quiet", "-r", "--cached", "models").returncode == 0
    done = commit(hooked, tmp_path)
    assert (done.returncode, "Skipped" in done.stdout) == (0, True), done.stdout + done.stderr


def test_the_hook_names_no_files() -> None:
    (hook,) = shown("pre-commit")["repos"][0]["hooks"]
    assert hook["entry"] == "tk check"
    assert hook["pass_filenames"] is False
