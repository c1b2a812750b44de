"""Command lines run in this process, through Typer's own runner, in a project of three revisions."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.projects.maker import make_project
from toolkit.cli.app import application


class Tk:
    """Runs ``tk`` and holds its end."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def run(self, line: str, code: int = 0) -> Any:
        result = CliRunner().invoke(application(), shlex.split(line), prog_name="tk")
        assert result.exit_code == code, f"{result.output}\n{result.exception!r}"
        return result

    def says(self, line: str, code: int = 0) -> str:
        """What it prints on stdout."""
        return str(self.run(line, code).stdout)

    def complains(self, line: str, code: int = 2) -> str:
        """What it prints on stderr."""
        return str(self.run(line, code).stderr)

    def json(self, line: str, code: int = 0) -> dict[str, Any]:
        """The answer as JSON; nothing else may be on stdout."""
        answer: dict[str, Any] = json.loads(self.says(f"{line} --format json", code))
        assert answer.pop("schema_version") == 1
        return answer


@pytest.fixture
def tk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tk:
    monkeypatch.chdir(tmp_path)
    make_project(tmp_path)
    return Tk(tmp_path)
