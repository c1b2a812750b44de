"""A repository with a project in a folder, whose database agrees with it until a test says otherwise."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.projects.maker import make_project

TABLES = "\n".join(
    f"sa.Table('t_{name}', target_metadata, sa.Column('id', sa.Integer, primary_key=True))"
    for name in ("aa11", "ab22", "cc33")
)


class Project:
    """Runs programs in the project, with tk on the PATH as an installation puts it there."""

    def __init__(self, repository: Path) -> None:
        self.repository = repository
        self.directory = repository / "shop"
        self.elsewhere = repository.with_name(f"{repository.name}-elsewhere")
        self.output = self.elsewhere / "github_output"

    def run(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("TK_", "GIT_", "XDG_"))}
        own = {"PATH": programs, "GITHUB_OUTPUT": str(self.output), "HOME": str(self.elsewhere)}
        return subprocess.run(
            words,
            cwd=self.directory,
            env=inherited | own | variables,
            capture_output=True,
            text=True,
            check=False,
        )

    def script(self, text: str, variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """As GitHub and GitLab run a step: bash that stops at the first error."""
        return self.run("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", text, **variables)

    def recorder(self) -> dict[str, str]:
        """The PATH of another tk, which only says what it was given."""
        program = self.elsewhere / "tk"
        program.write_text('#!/bin/sh\nprintf "<%s>" "$@" "$TK_URL"\n', encoding="utf-8")
        program.chmod(0o755)
        return {"PATH": f"{self.elsewhere}{os.pathsep}{os.environ['PATH']}"}

    def drift(self) -> None:
        """Change the database behind the migrations' back."""
        with sqlite3.connect(self.directory / "app.db") as connection:
            connection.execute("ALTER TABLE t_ab22 ADD COLUMN note TEXT")
        connection.close()

    def lose_models(self) -> None:
        """Break env.py, so that there is nothing to report."""
        (self.directory / "scripts/env.py").write_text("import nothing_of_the_kind\n", encoding="utf-8")


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository, made once."""
    project = Project(tmp_path_factory.mktemp("seed") / "repository")
    project.directory.mkdir(parents=True)
    project.elsewhere.mkdir()
    make_project(project.directory, models=TABLES)
    (project.directory / ".gitignore").write_text("app.db\nseen.jsonl\n", encoding="utf-8")
    for words in (["git", "init", "--quiet", ".."], ["tk", "migrate"]):
        done = project.run(*words)
        assert done.returncode == 0, done.stderr
    return project.repository


@pytest.fixture
def project(seed: Path, tmp_path: Path) -> Project:
    project = Project(tmp_path / "repository")
    shutil.copytree(seed, project.repository)
    project.elsewhere.mkdir()
    return project
