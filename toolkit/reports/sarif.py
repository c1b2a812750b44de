"""The findings as SARIF 2.1.0, which code scanning services and editors read."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from toolkit import __version__
from toolkit.answers import CheckResult
from toolkit.finding import Finding
from toolkit.pages import Page
from toolkit.reports import findings
from toolkit.reports.characters import shown
from toolkit.reports.repository import location_of

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(answer: CheckResult) -> str:
    """One run of tk, in ASCII, so that no encoding can spoil it."""
    rules = {page.name: _rule(page) for page in answer.pages}
    for finding in answer.findings:
        rules.setdefault(finding.name, {"id": shown(finding.name)})
    places = {name: place for place, name in enumerate(rules)}
    run = {
        "tool": {"driver": {"name": "tk", "version": __version__, "rules": list(rules.values())}},
        "results": [_result(finding, answer, places[finding.name]) for finding in answer.findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(page: Page) -> dict[str, Any]:
    accepted = f'To accept it: [tool.tk.severity] {page.name} = "note".'
    return {
        "id": shown(page.name),
        "shortDescription": _message(page.summary),
        "fullDescription": _message(page.text),
        "help": _message(f"{page.text}\n\n{accepted}"),
    }


def _result(finding: Finding, answer: CheckResult, rule: int) -> dict[str, Any]:
    about = {"database": finding.database, "expected": finding.expected, "found": finding.found, "allow": finding.allow}
    return {
        "ruleId": shown(finding.name),
        "ruleIndex": rule,
        "level": finding.severity.value,
        "message": _message("\n".join([f"{finding.subject}: {finding.fact}", *findings.details(finding)])),
        "locations": [_location(finding, answer)],
        "partialFingerprints": {"tk/v1": finding.fingerprint},
        "properties": {name: shown(value, keep="\n\t") for name, value in about.items() if value is not None},
    }


def _location(finding: Finding, answer: CheckResult) -> dict[str, Any]:
    place = location_of(finding, answer)
    return {
        "physicalLocation": {"artifactLocation": {"uri": _uri(place.file)}, "region": {"startLine": place.line}},
        "logicalLocations": [{"fullyQualifiedName": shown(finding.subject)}],
    }


def _uri(file: str) -> str:
    path = PurePath(file)
    encoded = quote(path.as_posix().encode(errors="surrogatepass"))
    return f"file://{encoded}" if path.is_absolute() else encoded


def _message(text: str) -> dict[str, str]:
    """A message; a brace that stands for itself is written twice (SARIF 2.1.0, 3.11.5)."""
    return {"text": shown(text, keep="\n\t").replace("{", "{{").replace("}", "}}")}
