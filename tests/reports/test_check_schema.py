"""docs/check.schema.json says what `tk check --format json` prints, no more and no less."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from jsonschema import Draft202012Validator

from tests.house.sources import ROOT
from tests.reports.findings import ANSWERS, MISSING, UNREAD, answer
from toolkit.answers import CheckResult
from toolkit.reports.json import render

SCHEMA = json.loads((ROOT / "docs/check.schema.json").read_text(encoding="utf-8"))


def parts_of(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of the schema that describes a value."""
    if isinstance(schema, dict):
        if {"type", "enum", "const", "$ref", "properties"} & schema.keys():
            yield path, schema
        for name in ("properties", "$defs"):
            for key, part in schema.get(name, {}).items():
                yield from parts_of(part, f"{path}/{key}")
        yield from parts_of(schema.get("items"), f"{path}/items")


def closed(schema: Any) -> Any:
    """The same schema, without room for a field that it does not tell of."""
    if isinstance(schema, dict):
        inner = {key: closed(value) for key, value in schema.items()}
        return inner | {"additionalProperties": False} if schema.get("type") == "object" else inner
    return [closed(item) for item in schema] if isinstance(schema, list) else schema


@given(ANSWERS)
@settings(max_examples=150, deadline=None)
def test_any_answer_is_valid_and_wholly_described(given: CheckResult) -> None:
    rendered = json.loads(render(given))
    Draft202012Validator(SCHEMA).validate(rendered)
    Draft202012Validator(closed(SCHEMA)).validate(rendered)


def test_every_field_is_required_and_described() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    for path, part in parts_of(SCHEMA):
        by_reference = set(part) == {"$ref"}
        assert by_reference or part.get("description", "").strip(), path
        assert set(part.get("properties", ())) == set(part.get("required", ())), path


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
