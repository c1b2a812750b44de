"""The Code Quality report of GitLab."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from jsonschema import Draft202012Validator

from tests.reports.findings import ANSWERS, MISSING, SQLITE, UNREAD, VIEW, answer
from toolkit.answers import CheckResult
from toolkit.reports.gitlab import render

ENTRY = {
    "type": "object",
    "required": ["description", "check_name", "fingerprint", "severity", "location"],
    "properties": {
        "description": {"type": "string", "minLength": 1},
        "check_name": {"type": "string"},
        "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
        "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
        "location": {
            "type": "object",
            "required": ["path", "lines"],
            "properties": {
                "path": {"type": "string", "pattern": r"^(?!\./)."},
                "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer"}}},
            },
        },
    },
}
"""What GitLab's documentation asks of an entry."""


def read(given: CheckResult) -> list[dict[str, Any]]:
    text = render(given)
    assert text.isascii()
    entries: list[dict[str, Any]] = json.loads(text)
    Draft202012Validator({"type": "array", "items": ENTRY}).validate(entries)
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    return entries


@given(ANSWERS)
@settings(max_examples=150)
def test_any_findings_are_a_report(given: CheckResult) -> None:
    assert len(read(given)) == len(given.findings)


def test_an_entry() -> None:
    (entry,) = read(answer(MISSING))
    assert entry["check_name"] == "column-missing"
    assert entry["location"] == {"path": "models/orders.py", "lines": {"begin": 31}}
    assert entry["fingerprint"] == MISSING.fingerprint
    for part in (MISSING.subject, MISSING.fact, MISSING.consequence, MISSING.remedy):
        assert part in entry["description"]


def test_severities() -> None:
    assert [entry["severity"] for entry in read(answer(MISSING, VIEW, UNREAD))] == ["major", "minor", "info"]


def test_the_same_finding_again_has_a_fingerprint_of_its_own() -> None:
    twice = read(answer(MISSING, replace(MISSING, database=SQLITE)))
    assert twice[0]["fingerprint"] == MISSING.fingerprint


def test_a_finding_of_no_file_lies_in_the_configuration() -> None:
    assert read(answer(UNREAD))[0]["location"] == {"path": "alembic.ini", "lines": {"begin": 1}}
    assert read(replace(answer(UNREAD), configuration=("pyproject.toml",)))[0]["location"]["path"] == "pyproject.toml"


def test_nothing_found() -> None:
    assert read(answer()) == []
