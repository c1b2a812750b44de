"""What docs/ci.md says is true."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import yaml

from tests.ci.conftest import Project
from tests.ci.page import PAGE, block, shown
from tests.house.sources import ROOT
from tests.reports.findings import MISSING, answer
from toolkit import settings
from toolkit.finding import Severity
from toolkit.reports import github, gitlab, junit, sarif


@pytest.mark.parametrize(
    ("schema", "name", "text"),
    [
        ("github-actions", "action.yml", (ROOT / ".ci/action/action.yml").read_text(encoding="utf-8")),
        ("gitlab-ci", ".gitlab-ci.yml", (ROOT / ".ci/gitlab.yml").read_text(encoding="utf-8")),
        ("github-workflows", "schema.yml", block("GitHub Actions")),
        ("gitlab-ci", ".gitlab-ci.yml", block("GitLab CI")),
    ],
    ids=["action", "gitlab template", "github workflow", "gitlab job"],
)
def test_yaml_is_what_its_service_reads(tmp_path: Path, schema: str, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    words = ["--builtin-schema", f"vendor.{schema}", str(path)]
    transform = ["--data-transform", "gitlab-ci"] if schema == "gitlab-ci" else []
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", *transform, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_workflow_uses_the_action_as_it_is_declared() -> None:
    action = yaml.safe_load((ROOT / ".ci/action/action.yml").read_text(encoding="utf-8"))
    step = next(step for step in shown("GitHub Actions")["jobs"]["check"]["steps"] if step.get("id") == "tk")
    assert (ROOT / step["uses"] / "action.yml").is_file()
    assert step["with"].keys() <= action["inputs"].keys()
    page = PAGE.read_text(encoding="utf-8")
    assert re.findall(r"^\| `([\w-]+)` \| [^|]*\|$", page, re.MULTILINE) == list(action["inputs"])


def test_the_gitlab_job_extends_the_template() -> None:
    page = shown("GitLab CI")
    template = yaml.safe_load((ROOT / page["include"][0]["local"]).read_text(encoding="utf-8"))
    assert page["tk-check"]["extends"] in template


def test_a_finding_is_accepted_as_the_page_says(project: Project) -> None:
    project.drift()
    assert project.run("tk", "check").returncode == 1
    name, _, value = re.findall(r"`(TK_SEVERITY=\S+)`", PAGE.read_text(encoding="utf-8"))[0].partition("=")
    (project.directory / "pyproject.toml").write_text(block("What fails", "toml"), encoding="utf-8")
    for variables in ({}, {name: value}):
        done = project.run("tk", "check", **variables)
        assert (done.returncode, done.stdout.startswith("note[changed-database]")) == (0, True), done.stderr
        (project.directory / "pyproject.toml").unlink(missing_ok=True)


def formats() -> dict[str, list[str]]:
    """The rows of the table of formats: what an error, a warning and a note become."""
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\|(.*)\|(.*)\|(.*)\|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: [re.sub(r"[`: ]+", "", word) for word in words] for name, *words in rows}


def test_every_format_is_shown() -> None:
    assert formats().keys() == set(settings.FORMATS)


@pytest.mark.parametrize("place", [0, 1, 2], ids=["error", "warning", "note"])
def test_severities_become_what_the_table_says(place: int) -> None:
    given = answer(replace(MISSING, severity=[Severity.ERROR, Severity.WARNING, Severity.NOTE][place]))
    said = {name: words[place] for name, words in formats().items()}
    assert json.loads(sarif.render(given))["runs"][0]["results"][0]["level"] == said["sarif"]
    assert json.loads(gitlab.render(given))[0]["severity"] == said["gitlab"]
    assert github.render(given).startswith(f"::{said['github']} ")
    assert bool(ET.fromstring(junit.render(given)).findall(".//failure")) == (said["junit"] == "failedtest")
