"""A git repository around the revision files of a test."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.projects.maker import Revision

WRITER = ("-c", "user.name=Ann Lee", "-c", "user.email=ann@example.org", "-c", "commit.gpgSign=false")


class Repository:
    """Commits whatever lies in its directory."""

    def __init__(self, directory: Path, *, branch: str = "main") -> None:
        self.directory = directory
        directory.mkdir(exist_ok=True)
        self.git("init", "-q", "-b", branch)

    def git(self, *arguments: str) -> str:
        if shutil.which("git") is None:
            pytest.skip("git is not installed")
        # Not as the user of this machine has set it.
        environ = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        command = ["git", *WRITER, *arguments]
        done = subprocess.run(command, cwd=self.directory, env=environ, check=True, capture_output=True)
        return done.stdout.decode()

    def commit(self, *revisions: Revision) -> None:
        self.write(*revisions)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "more", "--date", "2026-03-04T05:06:07")

    def write(self, *revisions: Revision) -> None:
        write(self.directory, *revisions)

    def clone(self, directory: Path, *options: str) -> Repository:
        self.git("clone", "-q", *options, f"file://{self.directory}", str(directory))
        found = object.__new__(Repository)
        found.directory = directory
        return found


def write(directory: Path, *revisions: Revision) -> None:
    """Revision files, as the maker of projects names them."""
    for revision in revisions:
        path = directory / revision.folder / f"{revision.name}_create.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(revision.text(), encoding="utf-8")
