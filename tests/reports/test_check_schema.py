"""docs/check.schema.json says what `tk check --format json` prints, no more and no less."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given, settings

from tests.reports.findings import ANSWERS, MISSING, UNREAD, answer
from tests.reports.schemas import describes_all, hold, schema_of
from toolkit.answers import CheckResult
from toolkit.reports.json import render

SCHEMA = schema_of("check")


@given(ANSWERS)
@settings(max_examples=150)
def test_any_answer_is_valid_and_wholly_described(given: CheckResult) -> None:
    hold(SCHEMA, render(given))


def test_every_field_is_required_and_described() -> None:
    describes_all(SCHEMA)


def test_a_severity_is_its_word() -> None:
    findings = json.loads(render(answer(MISSING, UNREAD)))["findings"]
    assert [finding["severity"] for finding in findings] == ["error", "note"]
    assert findings[0]["fingerprint"] == MISSING.fingerprint
    assert findings[0]["allow"] == MISSING.allow


def test_half_a_surrogate_pair_can_be_written() -> None:
    text = render(answer(replace(MISSING, subject="\udc80 日本 \\udc80")))
    assert "日本" in text
    text.encode()
    assert json.loads(text)["findings"][0]["subject"] == "\udc80 日本 \\udc80"
