"""SARIF, held against what the specification says of the parts that tk writes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from tests.reports.findings import ANSWERS, MISSING, PAGE, UNREAD, VIEW, answer
from toolkit import __version__
from toolkit.answers import CheckResult
from toolkit.finding import Location
from toolkit.reports.sarif import render

SCHEMA = json.loads(Path(__file__).with_name("sarif.schema.json").read_text(encoding="utf-8"))


def run_of(given: CheckResult) -> dict[str, Any]:
    text = render(given)
    assert text.isascii()
    whole = json.loads(text)
    Draft202012Validator(SCHEMA).validate(whole)
    run: dict[str, Any] = whole["runs"][0]
    return run


@given(ANSWERS)
@settings(max_examples=150)
def test_any_findings_are_valid(given: CheckResult) -> None:
    run = run_of(given)
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(run["results"]) == len(given.findings)
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [result["ruleId"] for result in run["results"]]


def test_the_root_is_a_place_too() -> None:
    run_of(answer(replace(MISSING, location=Location(file="/", line=1))))


def test_the_schema_can_refuse() -> None:
    assert not Draft202012Validator(SCHEMA).is_valid({"version": "2.1.0", "runs": []})


def test_the_driver_has_a_rule_for_each_page() -> None:
    driver = run_of(answer())["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("tk", __version__)
    (rule,) = driver["rules"]
    assert rule["id"] == "column-missing"
    assert rule["shortDescription"]["text"] == PAGE.summary
    assert rule["fullDescription"]["text"] == PAGE.text
    assert 'column-missing = "note"' in rule["help"]["text"]


def test_a_kind_without_a_page_has_a_rule_too() -> None:
    run = run_of(answer(VIEW, MISSING, VIEW))
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["column-missing", "view-differs"]
    assert [result["ruleIndex"] for result in run["results"]] == [1, 0, 1]


def test_a_result_says_all_of_a_finding() -> None:
    (result,) = run_of(answer(MISSING))["results"]
    assert result["level"] == "error"
    for part in (MISSING.fact, MISSING.consequence, MISSING.remedy, "expected: VARCHAR(30) NOT NULL"):
        assert part in result["message"]["text"]
    (location,) = result["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "models/orders.py"
    assert location["physicalLocation"]["region"]["startLine"] == 31
    assert location["logicalLocations"] == [{"fullyQualifiedName": "column orders.note"}]
    assert result["partialFingerprints"] == {"tk/v1": MISSING.fingerprint}
    assert result["properties"]["database"] == MISSING.database


def test_levels() -> None:
    assert [item["level"] for item in run_of(answer(MISSING, VIEW, UNREAD))["results"]] == ["error", "warning", "note"]


def test_a_finding_of_no_file_lies_in_the_configuration() -> None:
    # Code scanning refuses the whole report for one result without a file.
    given = replace(answer(UNREAD), configuration=("conf/alembic.ini", "pyproject.toml"))
    (location,) = run_of(given)["results"][0]["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "conf/alembic.ini"


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("models/my orders.py", "models/my%20orders.py"),
        ("modèles/a:b.py", "mod%C3%A8les/a%3Ab.py"),
        ("/elsewhere/models.py", "file:///elsewhere/models.py"),
    ],
)
def test_a_file_is_a_uri(file: str, uri: str) -> None:
    (result,) = run_of(answer(replace(MISSING, location=Location(file=file, line=1))))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_a_brace_is_no_placeholder() -> None:
    (result,) = run_of(answer(replace(UNREAD, fact="The default is '{}'.")))["results"]
    assert "The default is '{{}}'." in result["message"]["text"]
