"""Revision files in a repository of git, and their history."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from tests.projects.maker import Revision
from tests.revising.repositories import write

MakeHistory = Callable[..., ScriptDirectory]


@pytest.fixture
def history(tmp_path: Path) -> MakeHistory:
    """A function that writes revision files and reads them."""

    def make(*revisions: Revision) -> ScriptDirectory:
        write(tmp_path, *revisions)
        return ScriptDirectory(str(tmp_path / "scripts"))

    return make
