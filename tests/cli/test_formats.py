"""`--format`: text and json for every answer, the others for findings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Tk
from tests.reports.findings import MISSING, answer
from toolkit.cli.common import FORMATS_OF, Invocation
from toolkit.cli.register import COMMANDS
from toolkit.settings import FORMATS, FORMATS_OF_ANY_ANSWER, Settings

ONLY_FINDINGS = [name for name in FORMATS if name not in FORMATS_OF_ANY_ANSWER]
EXPECTED_ARGUMENTS = {"show": "head", "downgrade": "-1", "stamp": "head", "merge": "heads", "edit": "head"}


@pytest.mark.parametrize("name", FORMATS_OF["check"])
def test_every_format_renders_findings(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    Invocation("check", {}).answer(answer(MISSING), Settings(format=name))
    assert "column-missing" in capsys.readouterr().out


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in FORMATS_OF])
def test_a_command_without_findings_refuses_before_it_does_anything(tk: Tk, command: str) -> None:
    before = sorted(tk.directory.rglob("*"))
    line = f"{command} {EXPECTED_ARGUMENTS.get(command, '')} --format sarif"
    told = tk.complains(line)
    assert told.startswith(f"error[setting-invalid] `tk {command}` cannot answer as sarif")
    assert "`tk check`" in told
    assert sorted(tk.directory.rglob("*")) == before


@pytest.mark.parametrize("name", ONLY_FINDINGS)
def test_where_the_format_was_given_is_told(tk: Tk, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("TK_FORMAT", name)
    assert "Where: TK_FORMAT" in tk.complains("heads")
    assert tk.says("heads --format text") == "cc33 (head)\n"


@pytest.mark.parametrize(("command", "name"), [("status", "html"), ("pool", "sarif")])
def test_each_command_has_formats_of_its_own(tk: Tk, command: str, name: str) -> None:
    told = tk.complains(f"{command} --format {name}")
    assert told.startswith(f"error[setting-invalid] `tk {command}` cannot answer as {name}")
    assert "`tk plan`" in told


def test_an_unknown_format(tk: Tk) -> None:
    assert "one of text, json, sarif, junit, github, gitlab, html" in tk.complains("check --format xml")


def test_only_the_report_that_was_asked_for_is_imported(tmp_path: Path) -> None:
    code = """
import sys
from toolkit.answers import CheckResult
from toolkit.cli.common import Invocation
from toolkit.settings import Settings
Invocation("check", {}).answer(CheckResult(findings=(), databases=()), Settings(format="gitlab"))
assert not {f"toolkit.reports.{name}" for name in ("text", "json", "sarif", "junit", "github")} & sys.modules.keys()
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path)
