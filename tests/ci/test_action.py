"""The composite action for GitHub: its one step, run by bash as a runner does."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import yaml

from tests.ci.conftest import Project
from tests.house.sources import ROOT

ACTION = yaml.safe_load((ROOT / ".ci/action/action.yml").read_text(encoding="utf-8"))
(STEP,) = ACTION["runs"]["steps"]
INPUT = re.compile(r"\$\{\{ inputs\.([\w-]+) \}\}")


def act(
    project: Project, variables: Mapping[str, str] = MappingProxyType({}), **given: str
) -> subprocess.CompletedProcess[str]:
    """Run the step with inputs; a dash in a name is an underscore here."""
    inputs = {name: declared["default"] for name, declared in ACTION["inputs"].items()}
    inputs |= {name.replace("_", "-"): value for name, value in given.items()}
    environment = {name: INPUT.sub(lambda match: inputs[match[1]], value) for name, value in STEP["env"].items()}
    project.output.write_text("", encoding="utf-8")
    return project.script(STEP["run"], environment | dict(variables))


def sarif_of(project: Project) -> Any:
    name, _, path = project.output.read_text(encoding="utf-8").strip().partition("=")
    assert name == "sarif"
    return json.loads(Path(path).read_text(encoding="utf-8"))


def test_agreement(project: Project) -> None:
    done = act(project)
    assert (done.returncode, done.stdout) == (0, "The models, the migrations and the database agree.\n"), done.stderr
    assert project.output.read_text(encoding="utf-8") == ""


def test_an_error_fails_the_step_and_is_shown(project: Project) -> None:
    project.drift()
    done = act(project)
    assert done.returncode == 1, done.stderr
    assert re.search(r"^::error .*title=", done.stdout, re.MULTILINE)


def test_sarif_is_written_beside_it(project: Project) -> None:
    assert act(project, sarif="tk.sarif").returncode == 0
    assert sarif_of(project)["runs"][0]["results"] == []
    project.drift()
    done = act(project, sarif="tk.sarif")
    assert (done.returncode, "::error " in done.stdout) == (1, True)
    (result,) = sarif_of(project)["runs"][0]["results"]
    # Code scanning knows a file by its path from the root of the repository.
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].startswith("shop/")


def test_a_check_that_fails_leaves_no_sarif(project: Project) -> None:
    project.lose_models()
    done = act(project, sarif="tk.sarif")
    assert done.returncode > 1
    assert "nothing_of_the_kind" in done.stderr
    assert not (project.directory / "tk.sarif").exists()
    assert project.output.read_text(encoding="utf-8") == ""


def given(project: Project, **inputs: str) -> str:
    """What the step gives tk."""
    return act(project, project.recorder(), **inputs).stdout


def test_what_tk_is_given(project: Project) -> None:
    assert given(project) == "<check><--format><github><>"
    told = given(project, url="sqlite:///x y.db", arguments="--quiet\n  -x tenant=a ", format="json")
    assert told == "<check><--quiet><-x><tenant=a><--format><json><sqlite:///x y.db>"


@pytest.mark.parametrize("name", ["url", "arguments", "format", "sarif", "working_directory"])
def test_no_input_runs_a_command(project: Project, name: str) -> None:
    given(project, **{name: "$(touch ran) `touch ran` ; touch ran #"})
    assert not (project.directory / "ran").exists()
    assert "inputs." not in STEP["run"]


def test_the_declared_is_what_is_used() -> None:
    used = set(INPUT.findall(json.dumps(STEP)))
    assert used == ACTION["inputs"].keys()
    assert ACTION["outputs"]["sarif"]["value"] == f"${{{{ steps.{STEP['id']}.outputs.sarif }}}}"
