"""The job for GitLab CI: its script, run by bash as a runner does."""

from __future__ import annotations

import json
import subprocess
from xml.etree import ElementTree as ET

import yaml

from tests.ci.conftest import Project
from tests.house.sources import ROOT

JOB = yaml.safe_load((ROOT / ".ci/gitlab.yml").read_text(encoding="utf-8"))[".tk-check"]
JUNIT = JOB["artifacts"]["reports"]["junit"]
QUALITY = JOB["artifacts"]["reports"]["codequality"]


def run(project: Project, **variables: str) -> subprocess.CompletedProcess[str]:
    return project.script("\n".join(JOB["script"]), JOB["variables"] | variables)


def test_agreement(project: Project) -> None:
    done = run(project)
    assert (done.returncode, done.stdout) == (0, "The models, the migrations and the database agree.\n"), done.stderr
    assert ET.parse(project.directory / JUNIT).getroot().get("failures") == "0"
    assert json.loads((project.directory / QUALITY).read_text(encoding="utf-8")) == []


def test_an_error_fails_the_job_and_is_in_both_reports(project: Project) -> None:
    project.drift()
    done = run(project)
    assert (done.returncode, done.stdout.startswith("error[")) == (1, True), done.stderr
    assert ET.parse(project.directory / JUNIT).getroot().get("failures") == "1"
    (entry,) = json.loads((project.directory / QUALITY).read_text(encoding="utf-8"))
    assert entry["location"]["path"].startswith("shop/")
    assert JOB["artifacts"]["when"] == "always"


def test_a_check_that_fails_leaves_no_report(project: Project) -> None:
    project.lose_models()
    assert run(project).returncode > 1
    assert not (project.directory / JUNIT).exists()
    assert not (project.directory / QUALITY).exists()


def test_what_tk_is_given(project: Project) -> None:
    done = run(project, CHECK_ARGUMENTS="--quiet -x tenant=a", **project.recorder())
    assert done.stdout == "<check><--quiet><-x><tenant=a><>"
    assert (project.directory / JUNIT).read_text() == "<check><--quiet><-x><tenant=a><--format><junit><>"
    assert (project.directory / QUALITY).read_text() == "<check><--quiet><-x><tenant=a><--format><gitlab><>"
